/* Search in a site that is opened from a disk: browsers refuse workers there, so the worker's script runs in a hidden
   frame instead, with the same messages to and fro. */
"use strict";
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(url) {
      super();
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      document.body.appendChild(this.frame);
      const inside = this.frame.contentWindow;
      inside.postMessageOut = (data) => {
        const event = new MessageEvent("message", { data });
        this.dispatchEvent(event);
        if (this.onmessage) this.onmessage(event);
      };
      const page = inside.document;
      page.open();
      page.write(
        "<!doctype html><script>" +
          "window.postMessage = (data) => postMessageOut(data);" +
          "window.importScripts = (...urls) => urls.reduce((before, url) => before.then(() => new Promise((done, failed) => {" +
          "  const script = document.createElement('script'); script.src = url;" +
          "  script.onload = done; script.onerror = failed; document.body.appendChild(script); })), Promise.resolve());" +
          "<\/script><body><script src='" + url + "'><\/script>"
      );
      page.close();
    }
    postMessage(data) {
      const send = () => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data }));
      if (this.loaded) send();
      else this.frame.contentWindow.addEventListener("load", () => { this.loaded = true; send(); }, { once: true });
    }
    terminate() { this.frame.remove(); }
  };
}
