"""The style sheet of the plan's page: light and dark, readable on paper and on a narrow screen."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --bg: #fbfbfd; --card: #fff; --ink: #1d2430; --dim: #667085;
  --line: #e3e6ec; --traced: #98a2b3; --to-script: #1f78c1; --scripted: #2e8b57; --loses: #d0342c;
  --broken: #9b30a5; --warn: #b26a00; --tint: 11%; }
@media (prefers-color-scheme: dark) { :root { --bg: #12161d; --card: #1a2029; --ink: #e4e8ef; --dim: #98a2b3;
  --line: #2b3341; --traced: #7b8698; --to-script: #58a9ea; --scripted: #56c288; --loses: #ff7b72;
  --broken: #d88ae0; --warn: #e3a03b; --tint: 20%; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
header, main { max-width: 1120px; margin: 0 auto; padding: 1.2rem 1.5rem; }
header { padding-bottom: 0; }
h1 { margin: 0; font-size: 1.5rem; } h2 { font-size: 1.1rem; margin: 0 0 .7rem; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 1.1rem 1.3rem; margin-bottom: 1.2rem; }
.good { color: var(--scripted); } .bad, .lost, .error { color: var(--loses); }
.warning { color: var(--warn); } .info { color: var(--to-script); }
.error, .warning, .info { font-weight: 600; }
ul { list-style: none; padding: 0; margin: 0; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; color: var(--dim); font-size: .87rem; }
.legend i { display: inline-block; width: .8em; height: .8em; border-radius: 3px; margin-right: .4em;
  background: var(--c); }
.traced { --c: var(--traced); } .to-script { --c: var(--to-script); } .scripted { --c: var(--scripted); }
.loses { --c: var(--loses); } .broken { --c: var(--broken); }
.tree + .tree { margin-top: .9rem; padding-top: .9rem; border-top: 1px solid var(--line); }
.tree ul { margin-left: .45rem; padding-left: 1.1rem; border-left: 1px solid var(--line); }
.tree li { padding: .14rem 0; }
.name { font-weight: 600; } .kind, .place, small { color: var(--dim); }
.place { font-size: .84rem; text-decoration: none; } a.place:hover { text-decoration: underline; }
.badge { font-size: .76rem; font-weight: 600; padding: .08rem .5rem; border-radius: 99px; color: var(--c);
  background: color-mix(in srgb, var(--c) 15%, transparent); }
.edit, pre, .no { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .84rem; }
.edit { color: var(--to-script); margin-left: 1rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; color: var(--dim); font-weight: 500; font-size: .84rem; }
th, td { padding: .35rem .8rem .35rem 0; vertical-align: top; border-bottom: 1px solid var(--line); }
td:nth-child(2) { white-space: nowrap; } td:last-child { width: 100%; }
.help, .note { color: var(--dim); font-size: .87rem; }
summary { cursor: pointer; font-weight: 600; padding: .3rem 0; }
.code td { border: 0; padding: 0; }
.code .no { color: var(--dim); text-align: right; padding: 0 .9rem 0 .6rem; user-select: none; }
.code tr[class] .no { border-left: 3px solid var(--c); }
.code tr[class] { background: color-mix(in srgb, var(--c) var(--tint), transparent); }
.code tr:target { outline: 2px solid var(--to-script); outline-offset: -2px; }
.code .note { white-space: normal; padding: .05rem 0 .3rem 1rem; }
pre { margin: 0; min-height: 1.4em; line-height: 1.45; }
@media print { section { break-inside: auto; border: 0; } }
"""
