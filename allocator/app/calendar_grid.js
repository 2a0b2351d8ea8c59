// Missions by week: one row per Member or expert, only the rows in sight are in the page. While a mission is
// dragged, or Shift is held on one, the weeks in which it cannot start are shut, by a layer over all rows, so that only
// its own are drawn again, which say why. A `fixed` calendar is only read: what is picked is said below it.

const HEIGHT = 30;  // pixels of a row

// What the days of a week are, as a line below its missions: thick where somebody is at work, hatched on the way,
// dotted at rest, thin where nothing can be. By the letter of a kind: the picture, its height, and its distance from
// the edge. Where two results are compared, a paler line above the missions has what the days were before.
const LINES = { m: ["--desk-mission", 5, 0], t: ["--desk-travel", 5, 0], r: ["--desk-rest", 2, 1],
                c: ["--desk-never", 2, 1], a: ["--desk-never", 2, 1] };
const drawn = new Map();

function line(letters, kinds, suffix, edge) {
  return [...letters.matchAll(kinds)].map(({ 0: run, 1: kind, index }) => {
    const [picture, high, off] = LINES[kind], wide = run.length / letters.length;
    const left = wide < 1 ? index / letters.length / (1 - wide) : 0;
    return `var(${picture}${suffix}) ${100 * left}% ${edge(off)} / ${100 * wide}% ${high}px no-repeat`;
  });
}

function lines(letters, before, shut) {
  const key = [letters, before, shut].join();
  if (!drawn.has(key)) {
    const runs = [...line(letters, shut ? /([mtr])\1*/g : /(\S)\1*/g, "", off => `calc(100% - ${off}px)`),
                  ...line(before, /(\S)\1*/g, "-was", off => `${off + 1}px`),
                  ...(shut ? ["var(--desk-closed)"] : [])];
    drawn.set(key, { background: runs.join(", "), ...(before.trim() ? { paddingTop: "7px", lineHeight: 1 } : {}) });
  }
  return drawn.get(key);
}

const ORDERS = {
  code: () => 0,  // as they come
  name: (a, b) => (a.name || a.code).localeCompare(b.name || b.code),
  missions: (a, b) => b.count - a.count,
  days: (a, b) => b.workdays - a.workdays,
  first: (a, b) => a.begins - b.begins,
};

// A row of its own: while the calendar is scrolled, only rows that come in sight are drawn, in the elements of those
// that went out of it. A row that is put in has the style of all others worked out again.
const CalendarRow = {
  template: `
   <div role="row" class="desk-calendar-row" :style="{...grid, top: top + 'px'}" :aria-rowindex="number"
        @dragover.prevent @drop="$parent.dropped($event)">
     <div role="rowheader" class="desk-calendar-name" :title="row.name"><b>{{ row.code }}</b> {{ row.name }}</div>
     <div v-for="(_, w) in weeks" :key="w" role="gridcell" :title="shut[w] || says[w]" :data-week="w" :style="days(w)"
          :id="w === here ? $parent.here : null"
          :class="['desk-calendar-cell', {'desk-closed': row.closed.includes(w), 'desk-here': w === here}]">
       <button v-for="m in row.missions[w]" :key="m.request" type="button" tabindex="-1"
               :class="['desk-mission', {'desk-picked': m.request === picked, 'desk-locked': m.locked,
                        'desk-marked': m.marked, 'desk-way': m.way, 'desk-differs': m.signs?.length, 'desk-gone': m.gone}]"
               :style="m.way ? null : {background: m.colour}" :aria-label="m.says" :title="m.says"
               :draggable="!$parent.fixed" @dragstart="$parent.drag($event, m)" @dragend="$parent.open"
               @click="$parent.choose(m, [number - 1, w])"><span>{{ m.way ? "(" + m.request + ")" : m.request }}</span><i
               v-for="sign in m.signs" :key="sign" :class="'desk-sign desk-sign-' + sign"></i></button>
     </div>
   </div>`,
  props: { row: Object, number: Number, top: Number, grid: Object, weeks: Number, here: Number, shut: Object, picked: String },
  computed: {
    says() {  // by week
      const found = {};
      for (const [words, first, last] of this.row.says) {
        for (let week = first; week <= last; week++) found[week] = found[week] ? `${found[week]}; ${words}` : words;
      }
      return found;
    },
  },
  methods: {
    days(week) {
      const { days, before = {}, closed } = this.row;
      if (!(week in days) && !(week in before)) return null;
      return lines(days[week] ?? "", before[week] ?? "", closed.includes(week));
    },
  },
};

export default {
  components: { CalendarRow },
  template: `
   <div class="desk-calendar-box">
    <div v-if="waiting.length" class="desk-waiting" role="group" :aria-label="words.waiting">
      <span>{{ words.waiting }}</span>
      <button v-for="m in waiting" :key="m.request" type="button" draggable="true" :title="m.says" :aria-label="m.says"
              :class="['desk-mission', {'desk-picked': m.request === picked, 'desk-locked': m.locked}]"
              @dragstart="drag($event, m)" @dragend="open" @click="$emit('pick', m.request)">{{ m.request }}</button>
    </div>
    <div class="desk-calendar-tools">
      <input type="search" class="desk-search" v-model="sought" :placeholder="words.search" :aria-label="words.search">
      <label>{{ words.sort }} <select v-model="chosen.order">
        <option v-for="(said, order) in words.orders" :key="order" :value="order">{{ said }}</option></select></label>
      <label><input type="checkbox" v-model="chosen.turned"> {{ words.turned }}</label>
      <label>{{ words.show }} <select v-model="chosen.all">
        <option :value="false">{{ words.some }}</option><option :value="true">{{ words.all }}</option></select></label>
      <span role="status">{{ words.rows.replace("{shown}", plain.length).replace("{of}", all.length) }}</span>
    </div>
    <div class="desk-hidden" role="status">{{ said }}</div>
    <div class="desk-calendar" role="grid" :aria-rowcount="plain.length" :aria-colcount="weeks.length + 1"
         :aria-label="label" tabindex="0" :aria-activedescendant="isHereInSight ? here : null" ref="box" @scroll="scrolled" @keydown="key" @keyup="released" @blur="open">
      <div class="desk-calendar-head" role="row" :style="grid">
        <div role="columnheader" class="desk-calendar-corner">{{ corner }}</div>
        <div v-for="(week, w) in weeks" :key="w" role="columnheader" :title="shut[w] || week.says" :aria-label="week.says"
             :class="['desk-calendar-week', {'desk-shut': shut[w]}]">
          <span v-if="week.month" class="desk-calendar-month">{{ week.month }}</span>{{ week.day }}
        </div>
      </div>
      <div role="rowgroup" class="desk-calendar-rows" :style="{height: plain.length * rowHeight + 'px', minWidth: grid.minWidth}">
        <CalendarRow v-for="n in inSight" :key="n % seen" :row="plain[n]" :number="n + 1" :top="n * rowHeight"
                     :grid="grid" :weeks="weeks.length" :here="n === at[0] ? at[1] : -1"
                     :shut="holds(plain[n], asked) ? shut : none"
                     :picked="holds(plain[n], picked) ? picked : ''"></CalendarRow>
        <div class="desk-calendar-shut" aria-hidden="true" :style="grid">
          <div v-for="(_, w) in shut" :key="w" class="desk-shut" :style="{gridColumn: Number(w) + 2}"></div>
        </div>
      </div>
    </div>
    <ul class="desk-legend" :aria-label="words.legend">
      <li v-for="each in legend" :key="each.kind"><span aria-hidden="true" :class="'desk-key desk-key-' + each.kind"><i
        :class="'desk-sign desk-sign-' + each.kind"></i></span>{{ each.says }}</li>
    </ul>
    <div v-if="fixed" class="desk-told" role="status">{{ told }}</div>
   </div>`,
  props: { rows: Array, weeks: Array, waiting: Array, legend: Array, words: Object, label: String, corner: String,
           fixed: Boolean },
  emits: ["pick", "move", "ask"],
  data() { return { first: 0, seen: 40, order: [], at: [0, 0], shut: {}, said: "", asked: "", picked: "", sought: "", told: "",
                   chosen: this.kept() }; },
  computed: {
    rowHeight: () => HEIGHT,
    none: () => ({}),
    here() { return `desk-here-${this.$.uid}`; },
    isHereInSight() { return this.at[0] >= this.first && this.at[0] < this.first + this.seen; },
    all() { return JSON.parse(JSON.stringify(this.rows)); },  // nobody watches every week of every row
    plain() {
      const words = this.sought.toLowerCase(), { order, turned, all } = this.chosen;
      const says = row => [row.code, row.name, ...Object.values(row.missions).flat().map(m => m.says)].join(" ");
      const found = this.all.filter(row => (all || row.count) && (!words || says(row).toLowerCase().includes(words)));
      const without = row => order === "first" && row.begins === null;  // last, whichever way
      if (order === "code") return turned ? found.reverse() : found;
      return found.sort((a, b) => without(a) - without(b) || (turned ? -1 : 1) * ORDERS[order](a, b));
    },
    inSight() {  // in the order of their elements
      const { first, seen } = this, after = place => (((place - first) % seen) + seen) % seen;
      return this.order.map(place => first + after(place)).filter(n => n < this.plain.length);
    },
    grid() {
      const name = "clamp(6rem, 22vw, 15rem)", wide = this.fixed ? 5.4 : 3.2;  // rem of a week, with room for marks
      return { gridTemplateColumns: `${name} repeat(${this.weeks.length}, minmax(0, 1fr))`,
               minWidth: `calc(${name} + ${this.weeks.length * wide}rem)` };
    },
  },
  mounted() {
    this.watcher = new ResizeObserver(this.measure);  // with the window, and with how many rows there are
    this.watcher.observe(this.$refs.box);
    this.measure();
    this.begin();
  },
  unmounted() { this.watcher.disconnect(); },
  watch: {
    sought() { this.top(); },
    chosen: { deep: true, handler() { sessionStorage.setItem(this.label, JSON.stringify(this.chosen)); this.top(); } },
  },
  methods: {
    kept() {  // the calendar is drawn anew after every change
      return { order: "code", turned: false, all: false, ...JSON.parse(sessionStorage.getItem(this.label)) };
    },
    top() { this.at = [0, 0]; this.$refs.box.scrollTop = 0; },
    mark(request) {  // what is said of it stands beside the calendar, which gets narrower
      this.picked = request;
      this.$nextTick(() => this.show_mission(request));
    },
    show_mission(request) {  // at once, and nothing but the calendar is scrolled: a button is about to be pressed
      const here = row => this.plain[row] && this.holds(this.plain[row], request);
      const row = here(this.at[0]) ? this.at[0] : this.plain.findIndex((_, n) => here(n));  // one of several people
      if (!this.$refs.box || row < 0) return;
      const { missions } = this.plain[row], holds = week => missions[week]?.some(m => m.request === request);
      this.at = [row, holds(this.at[1]) ? this.at[1] : Number(Object.keys(missions).find(holds))];
      this.show();
    },
    choose(mission, at = this.at) {
      this.at = at;
      this.picked = mission.request;
      if (this.fixed) this.told = mission.says;
      else this.$emit("pick", mission.request);
    },
    holds(row, request) {
      return request !== "" && Object.values(row.missions).some(all => all.some(m => m.request === request));
    },
    measure() {
      const seen = Math.ceil((this.$refs.box?.clientHeight || 600) / HEIGHT) + 8;
      if (seen === this.seen && this.order.length) return;
      this.seen = seen;
      this.rest();
    },
    rest() {  // who has the page read out hears the rows in order
      this.order = Array.from({ length: this.seen }, (_, n) => (this.first + n) % this.seen);
    },
    begin() {  // the year up to the first mission is not what anybody comes for
      const first = Math.min(...this.plain.flatMap(row => Object.keys(row.missions).map(Number)));
      if (Number.isFinite(first)) this.$refs.box.scrollLeft = this.left(first - 1);
    },
    left(week) {
      const cells = this.$refs.box.querySelectorAll(".desk-calendar-week");
      return week > 0 && cells[week] ? cells[week].offsetLeft - cells[0].offsetLeft : 0;
    },
    scrolled() {
      if (!this.$refs.box) return;
      this.first = Math.max(0, Math.floor(this.$refs.box.scrollTop / HEIGHT) - 4);
      clearTimeout(this.resting);
      this.resting = setTimeout(this.rest, 200);
    },
    drag(event, mission) {
      event.dataTransfer.setData("text/plain", mission.request);
      this.ask(mission.request);
    },
    ask(request) {
      if (request === this.asked) return;
      this.asked = request;
      this.$emit("ask", request);
    },
    show_shut(request, weeks, said) {  // called by the server, with what it answers to "ask"
      if (request === this.asked) { this.shut = weeks; this.said = said; }
    },
    open() { this.asked = ""; this.shut = {}; this.said = ""; },
    released(event) { if (event.key === "Shift") this.open(); },
    dropped(event) {
      const cell = event.target.closest("[data-week]");
      event.preventDefault();
      this.open();
      if (cell && !this.fixed) this.$emit("move", { request: event.dataTransfer.getData("text/plain"), week: Number(cell.dataset.week) });
    },
    key(event) {
      const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
      const step = steps[event.key];
      const all = this.plain[this.at[0]]?.missions[this.at[1]] ?? [], at = all.findIndex(m => m.request === this.picked);
      const mission = all[Math.max(at, 0)], next = all[(at + 1) % all.length];
      if (event.key === "Shift") { if (mission && !this.fixed) this.ask(mission.request); return; }
      if (step && event.shiftKey && mission && step[1] && !this.fixed) {
        this.$emit("move", { request: mission.request, week: this.at[1] + step[1] });
      } else if (step) {
        this.at = [
          Math.min(this.plain.length - 1, Math.max(0, this.at[0] + step[0])),
          Math.min(this.weeks.length - 1, Math.max(0, this.at[1] + step[1])),
        ];
        this.show();
      } else if ((event.key === "Enter" || event.key === " ") && next) {
        this.choose(next);
      } else { return; }
      event.preventDefault();
    },
    show() {
      const box = this.$refs.box, top = this.at[0] * HEIGHT, left = this.left(this.at[1]);
      const wide = box.clientWidth - box.querySelector(".desk-calendar-corner").offsetWidth;
      if (left < box.scrollLeft) box.scrollLeft = left;
      if (this.left(this.at[1] + 1) > box.scrollLeft + wide) box.scrollLeft = this.left(this.at[1] + 1) - wide;
      if (top < box.scrollTop) box.scrollTop = top;
      if (top + 90 > box.scrollTop + box.clientHeight) box.scrollTop = top + 90 - box.clientHeight;
    },
  },
};
