/** Of the browser of entries, the open entry and the switch of themes. */
export const browserStyle = `
header{position:relative}
.theme{position:absolute;top:20px;right:16px}
header:has(.theme) h1{padding-right:104px}
button,select,input{font:inherit;font-size:.88rem;color:var(--text);background:var(--paper);border:1px solid var(--soft);border-radius:6px;padding:5px 10px;min-height:34px;max-width:100%}
button{cursor:pointer}
button:hover:not(:disabled){background:var(--panel)}
button:disabled{opacity:.45;cursor:default}
.filters{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,190px),1fr));gap:8px 12px;align-items:end;margin:16px 0 8px;padding:12px;background:var(--panel);border-radius:8px}
.filters label{display:flex;flex-direction:column;gap:2px;font-size:.8rem;color:var(--soft);min-width:0}
.filters .search{grid-column:span 2}
@media (max-width:480px){.filters{grid-template-columns:1fr 1fr}}
.bar{display:flex;flex-wrap:wrap;gap:6px 12px;align-items:center;margin:8px 0}
.bar p{margin:0;flex:1 1 14em;max-width:none}
.shown[role]{font-weight:600;margin:12px 0 -8px}
.shown{font-size:.9rem;font-variant-numeric:tabular-nums}
.keys{color:var(--soft);font-size:.82rem;max-width:none}
kbd{font:.8rem ui-monospace,monospace;border:1px solid var(--soft);border-radius:4px;padding:0 5px}
.entries{width:100%}
.entries th,.entries td{padding:5px 12px 5px 4px;overflow-wrap:break-word;max-width:24em}
.entries tbody td{min-width:6.5em}
.entries tr{background:var(--paper)}
.entries tr>:first-child{position:sticky;left:0;background:inherit}
::placeholder{color:var(--soft);opacity:1}
.entries tbody tr{cursor:pointer}
.entries tbody tr:hover,.entries tbody tr:focus-within{background:var(--panel)}
.entries tbody tr:focus-within{box-shadow:inset 3px 0 var(--series-0)}
.entries tbody th{min-width:7em}
.entries tbody .short{white-space:nowrap}
.entries .short wbr{display:none}
.pass{color:var(--good)}
.fail{color:var(--bad)}
.none{color:var(--soft)}
.mark{font-weight:700;margin-right:4px}
#detail{position:fixed;inset:0;z-index:2;background:color-mix(in srgb,var(--paper) 55%,#000a);display:flex;justify-content:center;padding:2vh 2vw}
#detail[hidden]{display:none}
.entry{background:var(--paper);border:1px solid var(--rule);border-radius:10px;width:min(1500px,100%);max-height:96vh;overflow:auto;overscroll-behavior:contain;padding:0 20px 20px}
.entry:focus{outline:0}
.entry>.bar{position:sticky;top:0;background:var(--paper);padding:12px 0 8px;margin:0;border-bottom:1px solid var(--rule);z-index:1}
.entry h2{border:0;margin:0;padding:0;font-size:1.1rem;flex:1 1 12em}
.entry h2 small{font-weight:400;color:var(--soft)}
.entry h3{font-size:.88rem;color:var(--soft);margin:14px 0 4px}
.entry pre{background:var(--panel);border-radius:6px;padding:8px 10px}
.entry details pre{padding:4px 0;margin-bottom:8px;border-radius:0}
.asked{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));gap:0 16px}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,215px),1fr));gap:12px;margin-top:16px}
.answer{border:1px solid var(--rule);border-top:3px solid var(--soft);border-radius:8px;padding:10px 12px;min-width:0}
.answer.passed{border-top-color:var(--good)}
.answer.failed{border-top-color:var(--bad)}
.answer h3{margin:0;color:var(--text);font-size:.92rem}
.answer h4{font-size:.8rem;font-weight:600;color:var(--soft);margin:10px 0 2px}
.answer p{margin:2px 0;font-size:.88rem}
.answer .soft{color:var(--soft)}
body.reading{overflow:hidden}
@media (max-width:700px){.entry h2{flex-basis:100%}#detail{padding:0}.entry{max-height:100vh;border-radius:0;padding:0 16px 16px}}
@media (max-width:480px){.entries tr>:nth-child(2){display:none}.entries td{white-space:nowrap;max-width:none}.entries td wbr{display:none}.entries tbody th{overflow-wrap:anywhere;max-width:9em}.entries tbody .short{white-space:normal}.entries .short wbr{display:inline}}
@media print{.theme,.filters,.keys,.pager,.entry button,body.reading #browser{display:none}body.reading{overflow:visible}#detail{position:static;display:block;padding:0;break-before:page}#detail[hidden]{display:none}.entry{max-height:none;overflow:visible;border:0;padding:0}.entry:focus{outline:0}
.entry>.bar{position:static}.answer{break-inside:avoid}}
`;
