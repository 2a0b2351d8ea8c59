"""How the page looks. Colours keep a contrast of 4.5 to 1 at least."""

INK, ALARM = "#1D3557", "#A4161A"

STYLE = """
.desk-header { background: #1D3557; min-height: 3rem; }
.desk-calendar { max-height: 70vh; overflow: auto; border: 1px solid #D5DBE1; width: 100%;
  font-size: 12px; scroll-padding: 40px 60px 40px 16rem; }
.desk-calendar:focus-visible { outline: 3px solid #1D3557; }
.desk-calendar-head, .desk-calendar-row, .desk-calendar-shut { display: grid; }
/* From below: cells, shut weeks, missions, names, the head. */
.desk-calendar-shut { position: absolute; inset: 0; pointer-events: none; }
.desk-calendar-rows .desk-mission, .desk-calendar-cell.desk-here { position: relative; z-index: 1; }
.desk-calendar-head { position: sticky; top: 0; z-index: 3; background: #fff; height: 32px; }
.desk-calendar-week { border-left: 1px solid #E4E8EC; padding: 0 4px; }
.desk-calendar-month { display: block; font-weight: 600; line-height: 1; }
.desk-calendar-corner, .desk-calendar-name { position: sticky; left: 0; background: #fff; z-index: 2;
  padding: 2px 6px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; line-height: 25px; }
.desk-calendar-name { margin-top: -1px; border-top: 1px solid #E4E8EC; } /* not to be hatched below it */
.desk-calendar-rows { position: relative; }
.desk-calendar-row { position: absolute; left: 0; right: 0; height: 30px; border-top: 1px solid #E4E8EC; }
.desk-calendar-cell { border-left: 1px solid #E4E8EC; display: flex; gap: 1px; padding: 1px 1px 6px;
  overflow: hidden; }
.desk-calendar-box { --desk-mission: linear-gradient(#1D3557 0 0); --desk-never: linear-gradient(#8A949E 0 0);
  --desk-travel: repeating-linear-gradient(120deg, #1D3557 0 1.5px, #fff 1.5px 4px);
  --desk-rest: repeating-linear-gradient(90deg, #52606D 0 2px, #fff 2px 4px);
  --desk-mission-was: linear-gradient(#8A94A6 0 0); --desk-never-was: var(--desk-never);
  --desk-travel-was: repeating-linear-gradient(120deg, #8A94A6 0 1.5px, #fff 1.5px 4px);
  --desk-rest-was: repeating-linear-gradient(90deg, #8A94A6 0 2px, #fff 2px 4px);
  --desk-closed: repeating-linear-gradient(#D5DBE1 0 2px, #F0F2F4 2px 5px); }
.desk-closed, .desk-key-closed, .desk-key-away { background: var(--desk-closed); }
.desk-calendar-cell.desk-here { box-shadow: inset 0 0 0 2px #1D3557; }
.desk-mission { border: 1px solid #52606D; border-radius: 3px; padding: 0 3px; color: #1F2933; cursor: grab;
  flex: 1; min-width: 0; overflow: hidden; }
.desk-mission.desk-picked { outline: 3px solid #1D3557; }
.desk-mission.desk-marked { border: 2px dashed #A4161A; font-weight: 700; }
.desk-mission.desk-marked::before { content: "! "; color: #A4161A; }
.desk-mission.desk-way { border-style: dashed; background: #fff; font-style: italic; }
.desk-sign { font: 12px "Material Icons"; font-feature-settings: "liga"; vertical-align: -2px;
  padding-left: 2px; }
.desk-sign-added::before { content: "add"; } .desk-sign-dropped::before { content: "remove"; }
.desk-sign-moved::before { content: "east"; } .desk-sign-person::before { content: "person"; }
.desk-sign-payer::before { content: "payments"; }
.desk-mission.desk-differs { border-width: 2px; font-weight: 600; }
.desk-mission.desk-gone { border-style: dotted; font-weight: 400; }
.desk-gone span { text-decoration: line-through; }
.desk-key-was::before { content: "R1"; font-size: 10px; text-decoration: line-through; }
.desk-key.desk-key-was { border: 2px dotted #52606D; line-height: 10px; }
.desk-told { min-height: 1.5em; font-size: 13px; }
.desk-legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0; padding: 4px 0; list-style: none;
  font-size: 12px; }
.desk-legend li { display: flex; align-items: center; gap: 5px; }
.desk-key { width: 26px; height: 14px; border: 1px solid #D5DBE1; text-align: center; line-height: 12px; }
.desk-key-mission { background: var(--desk-mission) 0 100% / 100% 5px no-repeat; }
.desk-key-travel { background: var(--desk-travel) 0 100% / 100% 5px no-repeat; }
.desk-key-rest { background: var(--desk-rest) 0 calc(100% - 1px) / 100% 2px no-repeat; }
.desk-key-before { background: var(--desk-mission-was) 0 0 / 100% 5px no-repeat; }
.desk-key-locked::before, .desk-mission.desk-locked::after { content: "lock"; font: 11px "Material Icons";
  font-feature-settings: "liga"; vertical-align: -1px; }
.desk-key-marked { border: 2px dashed #A4161A; line-height: 10px; }
.desk-key-marked::before { content: "!"; color: #A4161A; font-weight: 700; }
.desk-shut { background: repeating-linear-gradient(45deg, #52606D60 0 2px, #52606D1C 2px 7px); }
.desk-waiting { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; padding: 4px 0;
  font-size: 12px; }
.desk-waiting .desk-mission { flex: none; background: #fff; padding: 2px 6px; }
.desk-calendar-tools { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; padding: 2px 0 6px;
  font-size: 12px; }
.desk-calendar-tools label { display: flex; gap: 5px; align-items: center; }
.desk-search, .desk-calendar-tools select { border: 1px solid #8A949E; border-radius: 4px; padding: 3px 8px;
  background: #fff; color: inherit; }
.desk-search { width: 16rem; max-width: 100%; font-size: 14px; }
.desk-upload { border-style: dashed; } .desk-upload .q-uploader__header { display: none; }
.desk-tabs { width: 100%; }
@media (min-width: 601px) { .desk-tabs .q-tabs__content { flex-wrap: wrap; } }
@media (max-width: 600px) { .desk-waiting { max-height: 64px; overflow: auto; } }
.desk-calendar-box { width: 100%; min-width: 0; }
.desk-board { display: grid; grid-template-columns: minmax(0, 1fr); gap: 12px; width: 100%; }
.desk-side { gap: 4px; }
.desk-panels, .desk-panels .q-panel { overflow: visible; } /* else nothing in them could stay in sight */
.desk-side:not(:empty) { position: fixed; inset: auto 0 0 0; max-height: 45vh; overflow: auto; z-index: 3;
  background: #fff; border: 1px solid #52606D; border-radius: 4px; padding: 4px; }
@media (min-width: 1024px) {
  .desk-board:has(.desk-side:not(:empty)) { grid-template-columns: minmax(0, 1fr) 25rem; align-items: start; }
  .desk-side:not(:empty) { position: sticky; inset: 4.5rem auto auto auto; max-height: 88vh; }
}
.desk-model { display: grid; grid-template-columns: minmax(0, 1fr); gap: 8px 40px; width: 100%; }
@media (min-width: 1024px) { .desk-model { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.desk-tier { display: grid; grid-template-columns: 1.25rem minmax(0, 1fr) auto; align-items: center;
  gap: 4px 8px; width: 100%; border-top: 1px solid #E4E8EC; padding: 4px 0; }
.desk-terms { display: grid; grid-template-columns: minmax(0, 1fr) 5.5rem auto; align-items: center;
  gap: 4px 8px; }
.desk-weights, .desk-prices { display: grid; align-items: center; gap: 4px 8px; width: 100%; }
.desk-weights { grid-template-columns: minmax(0, 1fr) 5.5rem; }
.desk-prices { grid-template-columns: minmax(0, 1fr) 5.5rem 5.5rem; }
.desk-rules { display: grid; grid-template-columns: auto 10rem auto; align-items: center; gap: 8px 16px; }
@media (max-width: 600px) { .desk-prices { grid-template-columns: minmax(0, 1fr) 4.5rem 4.5rem; }
  .desk-rules { grid-template-columns: minmax(0, 1fr) 8.5rem; }
  .desk-rules > :nth-child(3n) { grid-column: 1 / -1; font-size: 13px; padding-bottom: 10px; } }
.q-btn--dense.q-btn--outline { padding: 2px 8px; }
.desk-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.desk-scroll { overflow: auto; width: 100%; max-height: 60vh; }
.desk-alternatives { border-collapse: collapse; font-size: 12px; }
.desk-alternatives th, .desk-alternatives td { border: 1px solid #D5DBE1; padding: 2px 6px; text-align: left;
  font-weight: normal; min-width: 5rem; }
.desk-alternatives th { font-weight: 600; background: #fff; }
.desk-now { background: #CFE2F3; } .desk-free { background: #D9EAD3; } .desk-costs { background: #FFF2CC; }
.desk-no { background: #F4E0E0; } .desk-try { font-size: 12px; text-decoration: underline; }
.desk-repairs { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 12px;
  width: 100%; }
.q-notification__message { white-space: pre-line; max-height: 60vh; overflow: auto; } /* a line per fault */
.q-notification .q-btn { color: #fff !important; }
.q-loading-bar { display: none; } /* says nothing to anybody, and has no name */
.desk-table { max-height: 60vh; }
.desk-table td:first-child, .desk-table th:first-child { position: sticky; left: 0; background: #fff;
  z-index: 1; } /* which row it is, however far a table is scrolled sideways */
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { transition: none !important; animation: none !important; } }
.desk-broken { color: #A4161A; font-weight: 600; }
"""
