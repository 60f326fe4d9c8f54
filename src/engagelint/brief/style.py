"""The brief's style: readable on a phone, light and dark, and on A4."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--page:#fff;--ink:#1b1f24;--quiet:#4d5662;--rule:#d4d9df;--soft:#f4f6f8;--link:#0b5394;
--bad:#a4161a;--bad-ground:#fdeeee;--care:#7a4b00;--care-ground:#fdf4e0;--good:#14602f;--good-ground:#e9f6ed;
--client:#1d5fa8;--vendor:#8a4b08;--shared:#bfe3c8;--bar:#5d6b7a}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--ink:#e8ebef;--quiet:#aab3be;--rule:#3a424c;--soft:#1d2127;
--link:#8ec2ff;--bad:#ff9a95;--bad-ground:#3a1b1d;--care:#f2c46d;--care-ground:#352a14;--good:#86d9a0;
--good-ground:#16301f;--client:#6fb0f5;--vendor:#e6a35c;--shared:#27563a;--bar:#8b98a7}}
@media print{:root{color-scheme:light;--page:#fff;--ink:#000;--quiet:#3d444d;--rule:#b9c0c8;--soft:#fff;--link:#000;
--bad:#8f1216;--bad-ground:#fff;--care:#6b4200;--care-ground:#fff;--good:#0f5227;--good-ground:#fff;--client:#1d5fa8;
--vendor:#8a4b08;--shared:#bfe3c8;--bar:#5d6b7a}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:76rem;padding:1.5rem 1rem 3rem;background:var(--page);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4,h5,h6{line-height:1.25;margin:0}
h1{font-size:1.9rem}h2{font-size:1.4rem}h3{font-size:1.12rem}h4,h5,h6{font-size:1rem}
p{margin:.5rem 0;max-width:75ch}
a{color:var(--link)}
a:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
code{font:.86em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.skip{position:absolute;left:-99rem}.skip:focus{position:static}
header{border-bottom:2px solid var(--ink);padding-bottom:1rem}
header>p:first-of-type:not(.lead){font-size:1.1rem;color:var(--quiet);margin-top:.25rem}
.lead,header>.lead{font-size:1.2rem;color:var(--ink);margin:.9rem 0}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,30rem),1fr));gap:.35rem 2rem;margin:.75rem 0}
.facts div{display:grid;grid-template-columns:8.5rem 1fr;gap:.5rem}
dt{color:var(--quiet)}dd{margin:0}
nav ol{list-style:none;display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;margin:.9rem 0 0;padding:0;font-size:.95rem}
section{margin-top:2.2rem}section section{margin-top:1.3rem}
section>h2{border-bottom:1px solid var(--rule);padding-bottom:.3rem;margin-bottom:.7rem}
section>h3,section>h4{margin-bottom:.5rem}
.card{break-inside:avoid;border-top:1px solid var(--rule);border-left:4px solid var(--bar);padding:.6rem .9rem .7rem;
display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.7fr);gap:.5rem 2rem}
.card:last-child{border-bottom:1px solid var(--rule)}
.card.bad{border-left-color:var(--bad)}.card.care{border-left-color:var(--care)}
.card:target{outline:3px solid var(--link)}
.card p{margin:.3rem 0 0;font-size:.9rem;color:var(--quiet)}
.card .head{margin:0 0 .25rem}
.card h3,.card h4,.card h5,.card h6{font-size:1rem}
.card dl{margin:0;font-size:.93rem}
.card dl div{display:grid;grid-template-columns:6.4rem minmax(0,1fr);gap:.6rem;margin-bottom:.3rem}
.badge{display:inline-block;border:1px solid currentColor;border-radius:3px;padding:0 .4em;font-size:.8rem;
white-space:nowrap;line-height:1.45;color:var(--quiet);font-weight:600}
.badge.bad{color:var(--bad)}.badge.care{color:var(--care)}.badge.good{color:var(--good)}
.badge.own{color:var(--page);background:var(--ink);border-color:var(--ink);print-color-adjust:exact;
-webkit-print-color-adjust:exact}
.wide{overflow-x:auto;margin:.75rem 0}.wide table{min-width:48rem;margin:0}
table{border-collapse:collapse;width:100%;margin:.75rem 0;font-size:.93rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
caption{text-align:left;color:var(--quiet);font-size:.86rem;padding-bottom:.3rem}
th,td{border:1px solid var(--rule);padding:.4rem .55rem;text-align:left;vertical-align:top;min-width:6.6rem}
thead th{background:var(--soft);font-weight:600}tbody th{font-weight:400}
.wide table{overflow-wrap:break-word;font-size:.86rem}
.wide th,.wide td{padding:.35rem .45rem;min-width:4rem}.wide thead th{font-size:.92em}.wide .first{min-width:13rem}
tbody th{min-width:8.4rem}
td.bad{background:var(--bad-ground)}td.care{background:var(--care-ground)}td.good{background:var(--good-ground)}
td.bad strong{color:var(--bad)}td.care strong{color:var(--care)}td.good strong{color:var(--good)}
td.marked{outline:3px solid var(--ink);outline-offset:-3px}
ul,ol{padding-left:1.2rem;margin:.4rem 0}
.dense{columns:2 24rem;column-gap:2rem;list-style:none;padding:0;font-size:.92rem}
.dense li{break-inside:avoid;padding-left:4.6rem;text-indent:-4.6rem;margin-bottom:.2rem}
.dense code{display:inline-block;width:4.6rem;text-indent:0}
.drawings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem 2rem;margin:.75rem 0}
figure{margin:0;max-width:28rem;break-inside:avoid}fig.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
caption{color:var(--quiet);font-size:.88rem}
svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--ink);stroke:var(--page);
stroke-width:3px;paint-order:stroke}
svg .tick{font-size:10.5px;fill:var(--quiet);stroke:none}
svg .grid{stroke:var(--rule);stroke-width:1}
svg .shared{fill:var(--shared)}svg .client{fill:var(--client)}svg .vendor{fill:var(--vendor)}
svg .bar{fill:var(--bar)}svg .bad{fill:var(--bad)}svg .care{fill:var(--care)}svg .good{fill:var(--good)}
footer{margin-top:2.5rem;border-top:1px solid var(--rule);font-size:.86rem;color:var(--quiet)}
@media screen and (max-width:40rem){
body{padding:1rem .8rem 2rem}h1{font-size:1.5rem}h2{font-size:1.25rem}
.facts div,.card{grid-template-columns:minmax(0,1fr);gap:0}.card{padding:.6rem .7rem;row-gap:.5rem}
.card dl div{grid-template-columns:minmax(0,1fr);gap:0}
.wide td{min-width:7rem}
.narrow thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.narrow tr{display:block;border:1px solid var(--rule);border-radius:4px;margin-bottom:.6rem;padding:.4rem .6rem}
.narrow th,.narrow td{display:block;border:0;padding:.1rem 0}
.narrow td::before{content:attr(data-of) ": ";color:var(--quiet);font-size:.86rem}
.dense{columns:1}}
@media print{
@page{size:A4;margin:16mm 14mm}@page wide{size:A4 landscape}#matrix,body:has(#matrix)>header{page:wide}
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}
nav,.skip{display:none}
h1{font-size:18pt}h2{font-size:13pt}h3{font-size:11pt}
h1,h2,h3,h4,thead,h2+p{break-after:avoid}
.lead{font-size:11.5pt}
section{margin-top:14pt}
.card{padding:4pt 7pt;gap:4pt 12pt}
.card p{margin-top:2pt}
.card p,.card dl{font-size:8.2pt;line-height:1.35}
.card h3,.card h4,.card h5,.card h6{font-size:9pt}
.card dl div{grid-template-columns:60pt minmax(0,1fr);gap:5pt;margin-bottom:1.5pt}
table,.dense{font-size:8.2pt;line-height:1.35}
th,td{padding:2.5pt 4pt;min-width:48pt}
.dense{columns:2}
tr,.card,figure,.facts div{break-inside:avoid}
.wide{overflow:visible;break-inside:avoid}.wide table{min-width:0;overflow-wrap:anywhere;font-size:7.4pt;hyphens:auto}
.wide td,.wide th{min-width:0;padding:2pt 3pt}.wide tbody th{min-width:52pt}.wide tbody .first{min-width:86pt}
tbody th{min-width:66pt}.badge{font-size:.88em}
a{text-decoration:none}
.chapter{break-before:page}
footer{margin-top:14pt}}
"""
