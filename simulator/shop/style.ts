/** The shop's style sheet. */
export const SHOP_CSS = `
*,*::before,*::after{box-sizing:border-box}
:root{--ink:#22302b;--quiet:#5f6b63;--line:#e2d9c6;--paper:#fbf7ee;--card:#fffdf8;--green:#1f3b33;--accent:#a94a22;
--serif:"Songti TC","Noto Serif HK","Noto Serif CJK HK","PMingLiU",Georgia,"Times New Roman",serif;color-scheme:light}
html{scroll-behavior:smooth}@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;min-height:100dvh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"PingFang HK","Noto Sans HK","Noto Sans CJK HK","Microsoft JhengHei",sans-serif;text-autospace:normal}
:lang(zh-HK){line-height:1.65}
:lang(en) h1,:lang(en) h2,:lang(en) h3{font-family:Georgia,"Times New Roman",var(--serif)}
h1,h2,h3,p,ul,dl,dd{margin:0;padding:0}h1,h2,h3{font-family:var(--serif);font-weight:700;line-height:1.25;color:var(--green)}
a{color:inherit}svg{display:block}[hidden]{display:none!important}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.wrap{max-width:1120px;margin:0 auto;padding:0 20px}
.skip{position:absolute;left:-999px}.skip:focus{left:8px;top:8px;background:#fff;padding:12px;z-index:2}
header.site{border-bottom:1px solid var(--line);background:var(--card)}
header.site .wrap{display:flex;align-items:center;gap:12px;min-height:72px}
.brand{display:flex;align-items:center;gap:12px;text-decoration:none;min-height:44px}
.brand strong{display:block;font:700 20px/1.2 var(--serif);color:var(--green)}
.brand small{display:block;color:var(--quiet);font-size:12.5px}
header.site nav{margin-left:auto;display:flex;align-items:center;gap:4px}
header.site nav a{display:inline-flex;align-items:center;gap:8px;min-height:44px;padding:0 10px;text-decoration:none;border-radius:8px;white-space:nowrap}
header.site nav a:hover{background:#f1e9d8}
.count{min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:var(--accent);color:#fff;font-size:13px;line-height:22px;text-align:center}
button,.button{display:inline-flex;align-items:center;justify-content:center;min-height:48px;padding:0 20px;border-radius:10px;border:1px solid var(--green);background:var(--green);color:#fff;font-family:inherit;font-size:16px;font-weight:600;line-height:1.2;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:#2c5146}
button.light{background:transparent;color:var(--green);border-color:#b9c2b4}button.light:hover{background:#f1ecdf}
.hero{display:grid;background:var(--card);border-bottom:1px solid var(--line)}
.hero .art svg{width:100%;height:210px}
.hero .words{padding:28px 20px 34px;display:flex;flex-direction:column;gap:14px;align-items:flex-start}
.hero h1{font-size:34px}.hero p{font-size:17px;color:var(--quiet);max-width:34em}
h2.season{font-size:24px;padding:36px 0 18px}
.grid{display:grid;grid-template-columns:1fr;gap:20px;list-style:none}
.item{background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden;display:flex;flex-direction:column}
.item .art svg{width:100%;height:auto;aspect-ratio:4/3}
.item .about{padding:16px 18px 18px;display:flex;flex-direction:column;gap:6px;flex:1}
.item h3{font-size:20px}.item .other{color:var(--quiet);font-size:14px}.item .note{color:var(--ink)}
.item .price{display:flex;align-items:baseline;justify-content:space-between;gap:12px;margin-top:auto;padding-top:10px}
.item .price strong{font-size:20px;font-variant-numeric:tabular-nums}.item .price span{color:var(--quiet);font-size:14px}
.item form{display:grid;grid-template-columns:1fr 1fr;gap:10px;margin-top:8px}.item button{padding:0 8px;font-size:15px}
.promises{display:grid;gap:18px;margin:44px 0 0;padding:28px 0;border-top:1px solid var(--line);list-style:none}
.ways{display:grid;gap:20px;list-style:none}
.ways li{display:flex;flex-direction:column;gap:6px;padding:18px;background:var(--card);border:1px solid var(--line);border-radius:14px}
.ways h3{font-size:18px}.ways .note{color:var(--quiet);padding-bottom:10px}.ways .button,.ways form{margin-top:auto}.ways .button,.ways button{width:100%}
.inside{margin:20px -20px 0;border:solid var(--line);border-width:1px 0;background:#fff;overflow:hidden}
.origin{margin-top:20px}.origin code{overflow-wrap:anywhere}
.promises strong{font-family:var(--serif);color:var(--green);font-size:18px;display:block}.promises span{color:var(--quiet)}
footer{margin-top:auto;background:var(--green);color:#dfe7dc;font-size:14px}footer .wrap{padding-top:24px;padding-bottom:28px;display:flex;flex-wrap:wrap;gap:6px 28px}
.flash{background:#e6efdf;color:#1f4a33;border-radius:10px;padding:12px 16px;margin-top:20px;display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center}
.flash a{min-height:32px;display:inline-flex;align-items:center}
.flash.warn{background:#fbeccb;color:#5f3f00}
main{padding-bottom:48px}main.narrow{max-width:1000px;width:100%;margin:0 auto;padding:28px 20px 48px}main.narrow>h1{font-size:28px}
.columns{display:grid;gap:24px;margin-top:20px}
.lines{list-style:none;display:flex;flex-direction:column}
.line{display:grid;grid-template-columns:88px 1fr;gap:4px 16px;padding:16px 0;border-bottom:1px solid var(--line)}
.line .art{grid-row:span 2}.line .art svg{width:88px;height:72px;border-radius:10px}
.line h2{font-size:18px}.line .meta{color:var(--quiet);font-size:14px}
.line .row{display:flex;align-items:center;justify-content:space-between;gap:10px;grid-column:2}
.line .row strong{font-variant-numeric:tabular-nums}
.step{display:inline-flex;align-items:center;border:1px solid #c9c2b0;border-radius:10px;overflow:hidden}
.step button{min-width:44px;min-height:44px;padding:0;border:0;border-radius:0;background:transparent;color:var(--green);font-size:20px}.step button:hover{background:#f1ecdf}
.step output{min-width:30px;text-align:center;font-variant-numeric:tabular-nums}
.panel{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px;display:flex;flex-direction:column;gap:14px;align-self:start}
.sums{display:grid;grid-template-columns:1fr auto;gap:8px 0;font-variant-numeric:tabular-nums}.sums dd{text-align:right;padding-left:16px}
.sums .total{font-weight:700;font-size:19px;padding-top:10px;border-top:1px solid var(--line)}
.panel form{display:flex;flex-direction:column;gap:12px}.panel button{width:100%;min-height:52px}
label{font-size:14px;color:var(--quiet)}
input[type=email]{width:100%;min-height:48px;padding:10px 12px;margin-top:4px;border:1px solid #a9a48f;border-radius:8px;background:#fff;font:inherit;color:inherit}
.small{font-size:14px;color:var(--quiet)}
.blank{text-align:center;padding:48px 0 24px;display:flex;flex-direction:column;align-items:center;gap:14px}
.blank .art svg{width:220px;height:165px;border-radius:14px}
.state{display:flex;flex-direction:column;align-items:center;text-align:center;gap:12px;padding:36px 0 8px}
.state h1{font-size:28px;max-width:20em}.state p{max-width:34em;color:var(--quiet)}
.disc{width:68px;height:68px;border-radius:50%;display:grid;place-items:center;background:#2c6b4a;color:#fff}
.disc.wait{background:#eadfc6;color:var(--green)}.disc.bad{background:#8f4a32}
@media(prefers-reduced-motion:no-preference){.disc.wait svg{animation:turn 2.4s linear infinite}@keyframes turn{to{transform:rotate(360deg)}}}
.panel.order{max-width:560px;margin:24px auto 0;width:100%}
.panel.refund{max-width:560px;margin:24px auto 0;width:100%}
.panel.order ul{list-style:none;display:flex;flex-direction:column;gap:8px}.panel.order li{display:flex;justify-content:space-between;gap:16px;font-variant-numeric:tabular-nums}
.actions{display:flex;justify-content:center;margin-top:24px}
@media(min-width:640px){.inside{margin:20px 0 0;border-width:1px;border-radius:14px}.grid{grid-template-columns:1fr 1fr}.promises{grid-template-columns:repeat(3,1fr)}}
@media(min-width:900px){.grid{grid-template-columns:repeat(3,1fr)}.ways{grid-auto-flow:column;grid-auto-columns:1fr}
.hero .inner{display:grid;grid-template-columns:1fr 1.1fr;align-items:center}
.hero .art{order:2}.hero .art svg{height:380px}.hero .words{padding:40px 48px 40px max(20px,calc((100vw - 1080px)/2))}.hero h1{font-size:46px}
.columns{grid-template-columns:1.6fr 1fr;gap:36px}.brand strong{font-size:22px}}
@media(max-width:420px){.brand small{display:none}header.site nav a{padding:0 8px}}
`;
