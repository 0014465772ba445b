// Runs the script of an HTML report with as much of a browser as it uses, and prints what it shows as JSON.
//
//   node page_reader.js PAGE [TEXT]
//
// Everything is 1070 pixels wide; TEXT is typed into the search.
"use strict";
const fs = require("fs");
const vm = require("vm");

const pen = { texts: [], boxes: [], scale() {}, measureText: () => ({ width: 0 }),
  fillText(text) { this.texts.push(text); },
  fillRect(...box) { this.boxes.push({ box, colour: this.fillStyle }); } };

class Element {
  constructor() {
    Object.assign(this, { children: [], style: {}, listeners: {}, attributes: {}, textContent: "", value: "",
      hidden: false, scrollTop: 0, clientHeight: 280, clientWidth: 1070 });
  }
  text() { return this.textContent + this.children.map(one => typeof one === "string" ? one : one.text()).join(" "); }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  setAttribute(name, value) { this.attributes[name] = value; }
  getAttribute(name) { return this.attributes[name]; }
  removeAttribute(name) { delete this.attributes[name]; }
  addEventListener(kind, act) { this.listeners[kind] = act; }
  querySelectorAll() { return this.children; }
  contains() { return false; }
  focus() {}
  getContext() { return pen; }
}

const page = fs.readFileSync(process.argv[2], "utf8");
const elements = new Map();
const element = id => elements.get(id) || elements.set(id, new Element()).get(id);
element("run").textContent = page.match(/<script type="application\/json" id="run">\n(.*?)<\/script>/s)[1];

const ignored = { addEventListener() {} };
vm.runInNewContext(page.match(/<script>\n(.*?)<\/script>/s)[1], {
  document: { ...ignored, getElementById: element, createElement: () => new Element(), documentElement: new Element() },
  window: ignored,
  location: { hash: "" },
  matchMedia: () => ignored,
  getComputedStyle: () => ({ getPropertyValue: name => name }),
  ResizeObserver: class { observe() {} },
});

element("search").value = process.argv[3] || "";
element("search").listeners.input();
const bars = id => element(id).children.map(line => {
  const [label, bar] = line.children[0].children;
  return [label.text(), bar.children[0].style.width];
});
const shown = {
  title: element("title").text(),
  rows: element("rows").children.map(row => row.text()),
  detail: element("detail").text(),
  slowest: bars("slowest"),
  flaky: element("flaky-part").hidden ? null : bars("flaky"),
  has_timeline: !element("tab-slots").hidden,
};
element("tab-slots").listeners.click();
console.log(JSON.stringify({ ...shown, texts: pen.texts, boxes: pen.boxes }));
