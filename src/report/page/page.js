"use strict";
(() => {
  const run = JSON.parse(document.getElementById("run").textContent);
  const cases = run.cases;
  const ROW = 28;
  const WORST_FIRST = ["infrastructure_error", "failed", "timed_out", "leaked", "flaky", "not_run", "skipped", "ignored", "passed"];
  const rank = new Map(WORST_FIRST.map((outcome, index) => [outcome, index]));
  const $ = id => document.getElementById(id);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const words = outcome => outcome === "infrastructure_error" ? "no verdict" : outcome.replace("_", " ");
  const number = value => value.toLocaleString("en").replaceAll(",", "\u202f");
  const time = ms => ms === undefined ? "" : ms < 1000 ? `${Number(ms.toPrecision(2))} ms` : `${Number((ms / 1000).toPrecision(2))} s`;
  const full = one => `${run.artifacts[one.artifact].name}::${one.name}`;
  const quoted = text => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

  cases.sort((a, b) => rank.get(a.outcome) - rank.get(b.outcome) || a.artifact - b.artifact);
  cases.forEach(one => { one.folded = full(one).toLowerCase(); });

  // The head.
  const counts = new Map();
  for (const one of cases) counts.set(one.outcome, (counts.get(one.outcome) || 0) + 1);
  const bad = WORST_FIRST.slice(0, 4).filter(outcome => counts.has(outcome));
  const amount = cases.length === 1 ? "1 case" : `${number(cases.length)} cases`;
  $("title").textContent = run.interrupted_by ? `Interrupted by ${run.interrupted_by}`
    : bad.length ? bad.map(outcome => `${number(counts.get(outcome))} ${words(outcome)}`).join(", ") + ` of ${amount}`
    : cases.length ? `${amount}, none failed` : "No cases";
  $("title").className = bad.length || run.interrupted_by ? "failed" : "passed";
  document.title = `${$("title").textContent} \u2013 Maelstrom`;
  const cached = cases.filter(one => one.cached).length;
  $("about").textContent = [
    new Date(run.time).toLocaleString(), time(run.duration_ms), run.slots === 1 ? "1 slot" : `${run.slots} slots`,
    cached ? `${number(cached)} cached` : "", `Maelstrom ${run.version}`].filter(Boolean).join(" \u00b7 ");

  // The list: only the rows in sight are elements, so that any number of cases scrolls alike.
  let only = null, shown = cases, selected = -1;
  const list = $("list"), rows = $("rows");
  const rowOf = index => {
    const one = shown[index];
    const row = make("div", { className: "row", id: `row${index}` },
      make("span", { className: `what ${one.outcome}`, textContent: words(one.outcome) }),
      make("span", { className: "name mono", title: full(one) },
        make("span", { className: "artifact", textContent: `${run.artifacts[one.artifact].name}::` }), one.name),
      make("span", { className: "time", textContent: one.cached ? "cached" : time(one.duration_ms) }));
    row.style.top = `${index * ROW}px`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === selected));
    row.addEventListener("click", () => select(index));
    return row;
  };
  const draw = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 5);
    const last = Math.min(shown.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + 5);
    const visible = [];
    for (let index = first; index < last; ++index) visible.push(rowOf(index));
    if (!shown.length) visible.push(make("div", { className: "empty", textContent: "No case matches." }));
    rows.style.height = `${shown.length * ROW}px`;
    rows.replaceChildren(...visible);
  };
  const select = index => {
    selected = index;
    const top = index * ROW;
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
    draw();
    list.setAttribute("aria-activedescendant", `row${index}`);
    tell(shown[index]);
  };
  const filter = () => {
    const text = $("search").value.toLowerCase();
    shown = cases.filter(one => (!only || one.outcome === only) && (!text || one.folded.includes(text)));
    selected = -1;
    list.scrollTop = 0;
    list.removeAttribute("aria-activedescendant");
    draw();
    if (shown.length && rank.get(shown[0].outcome) < 5) select(0); else tell(null);
  };
  list.addEventListener("scroll", draw);
  new ResizeObserver(draw).observe(list);
  $("search").addEventListener("input", filter);

  const chips = $("chips");
  for (const outcome of WORST_FIRST.filter(each => counts.has(each))) {
    const chip = make("button", { className: outcome, textContent: `${number(counts.get(outcome))} ${words(outcome)}` });
    chip.setAttribute("aria-pressed", "false");
    chip.addEventListener("click", () => {
      only = only === outcome ? null : outcome;
      for (const other of chips.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === chip && only !== null));
      open("cases");
      filter();
    });
    chips.append(chip);
  }

  // One case.
  const where = one => [one.worker ? `on ${one.worker}` : "", one.cluster_queue_ms ? `queued ${time(one.cluster_queue_ms)}` : "",
    one.fetch_ms ? `inputs ${time(one.fetch_ms)}` : ""];
  const block = (title, text) => text ? [make("h3", { textContent: title }), make("pre", { textContent: text })] : [];
  const tell = one => {
    const detail = $("detail");
    detail.scrollTop = 0;
    if (!one) return detail.replaceChildren(make("p", { className: "about", textContent: "Select a case to see what it said." }));
    const command = `maelstrom test -i ${quoted(full(one))}`;
    const copy = make("button", { textContent: "Copy" });
    copy.addEventListener("click", () => navigator.clipboard?.writeText(command).then(() => { copy.textContent = "Copied"; }));
    detail.replaceChildren(
      make("h2", { className: "mono", textContent: full(one) }),
      make("div", {}, make("b", { className: one.outcome, textContent: words(one.outcome) }),
        [one.cached ? "cached" : "", one.slow ? "slow" : "", one.attempt ? `attempt ${one.attempt}` : "", time(one.duration_ms), ...where(one)].filter(Boolean)
          .map(text => ` \u00b7 ${text}`).join("")),
      ...(one.file ? [make("p", { className: "mono", textContent: one.line ? `${one.file}:${one.line}` : one.file })] : []),
      ...block("Message", one.message), ...block("Standard output", one.stdout), ...block("Standard error", one.stderr),
      make("h3", { textContent: "Run it alone" }), make("div", { className: "command" }, make("pre", { textContent: command }), copy));
  };
  const show = one => {
    only = null;
    $("search").value = "";
    for (const chip of chips.querySelectorAll("button")) chip.setAttribute("aria-pressed", "false");
    open("cases");
    filter();
    select(shown.indexOf(one));
    list.focus();
  };

  // The timeline: a lane for each slot.
  const LANE = 22, LEFT = 60, BELOW = 24;
  const timed = cases.filter(one => one.at);
  const lanes = timed.reduce((most, one) => Math.max(most, one.at.lane + 1), 0);
  const end = timed.reduce((most, one) => Math.max(most, one.at.start_ms + one.at.length_ms), 1);
  const canvas = $("timeline");
  const scale = () => (canvas.clientWidth - LEFT - 10) / end;
  const drawTimeline = () => {
    const pixels = window.devicePixelRatio || 1;
    const height = lanes * LANE + BELOW;
    canvas.style.height = `${height}px`;
    canvas.style.width = "100%";
    canvas.width = canvas.clientWidth * pixels;
    canvas.height = height * pixels;
    const pen = canvas.getContext("2d");
    pen.scale(pixels, pixels);
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const colours = { passed: "--passed", flaky: "--skipped", failed: "--failed", timed_out: "--failed", leaked: "--failed",
      skipped: "--skipped", ignored: "--skipped", infrastructure_error: "--broken", not_run: "--none" };
    pen.font = "12px system-ui, sans-serif";
    for (let lane = 0; lane < lanes; ++lane) {
      pen.fillStyle = colour("--faint");
      pen.fillText(`slot ${lane + 1}`, 0, lane * LANE + 14);
    }
    // What passed first: a failure is never covered.
    for (const one of [...timed].reverse()) {
      pen.fillStyle = colour(colours[one.outcome]);
      const wide = Math.max(1, one.at.length_ms * scale());
      pen.fillRect(LEFT + one.at.start_ms * scale(), one.at.lane * LANE + 2, wide > 3 ? wide - 1 : wide, LANE - 5);
    }
    pen.fillStyle = colour("--faint");
    for (let part = 0; part <= 4; ++part) {
      const text = part ? time(end * part / 4) : "0";
      const at = LEFT + end * part / 4 * scale();
      pen.fillText(text, part === 4 ? at - pen.measureText(text).width : at, height - 6);
    }
  };
  const under = event => {
    const box = canvas.getBoundingClientRect();
    const lane = Math.floor((event.clientY - box.top) / LANE);
    const at = (event.clientX - box.left - LEFT) / scale();
    const slack = 2 / scale();
    return timed.find(one => one.at.lane === lane && at >= one.at.start_ms - slack && at <= one.at.start_ms + one.at.length_ms + slack);
  };
  canvas.addEventListener("mousemove", event => {
    const one = under(event);
    $("hint").textContent = one ? `${full(one)} \u00b7 ${words(one.outcome)} \u00b7 ${time(one.duration_ms)}` : "";
  });
  canvas.addEventListener("click", event => { const one = under(event); if (one) show(one); });

  // The slowest, and the flaky ones.
  const bars = (id, chosen) => {
    const most = chosen.reduce((longest, one) => Math.max(longest, one.duration_ms || 0), 1e-9);
    $(id).replaceChildren(...chosen.map(one => {
      const bar = make("span", { className: `bar ${one.outcome}` });
      bar.style.width = `${100 * (one.duration_ms || 0) / most}%`;
      const button = make("button", { title: full(one) }, make("span", { className: "label mono", textContent: full(one) }),
        make("span", {}, bar), make("span", { className: "time", textContent: time(one.duration_ms) }));
      button.addEventListener("click", () => show(one));
      return make("li", {}, button);
    }));
  };
  bars("slowest", cases.filter(one => one.duration_ms !== undefined).sort((a, b) => b.duration_ms - a.duration_ms).slice(0, 30));
  const flaky = cases.filter(one => one.outcome === "flaky");
  $("flaky-part").hidden = !flaky.length;
  bars("flaky", flaky);

  // Tabs and keys.
  const TABS = ["cases", "slots", "slow"];
  const open = name => {
    for (const tab of TABS) {
      $(tab).hidden = tab !== name;
      $(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
      $(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
    }
    if (name === "slots") drawTimeline();
    if (name === "cases") draw();
  };
  for (const tab of TABS) $(`tab-${tab}`).addEventListener("click", () => open(tab));
  $("tabs").addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const now = TABS.findIndex(tab => $(`tab-${tab}`).getAttribute("aria-selected") === "true");
    const next = TABS[(now + step + TABS.length) % TABS.length];
    open(next);
    $(`tab-${next}`).focus();
  });
  window.addEventListener("resize", () => { if (!$("slots").hidden) drawTimeline(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (!$("slots").hidden) drawTimeline(); });

  const page = () => Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
  const MOVES = { ArrowDown: () => 1, j: () => 1, ArrowUp: () => -1, k: () => -1, PageDown: page, PageUp: () => -page(),
    Home: () => -shown.length, End: () => shown.length };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = document.activeElement === $("search");
    if (event.key === "/" && !typing) {
      event.preventDefault();
      open("cases");
      return $("search").focus();
    }
    if (event.key === "Escape") { $("search").value = ""; filter(); return list.focus(); }
    if (typing && event.key === "Enter") return list.focus();
    if (!typing && ["1", "2", "3"].includes(event.key)) return open(TABS[Number(event.key) - 1]);
    const move = MOVES[event.key];
    if (!move || $("cases").hidden || !shown.length || (typing && event.key.length === 1) || (typing && /^(Home|End)$/.test(event.key))) return;
    if ($("tabs").contains(document.activeElement) || $("detail").contains(document.activeElement)) return;
    event.preventDefault();
    select(Math.min(shown.length - 1, Math.max(0, selected + move())));
  });

  $("tab-slots").hidden = !lanes;
  filter();
  open(TABS.find(tab => location.hash === `#show-${tab}`) || "cases");
})();
