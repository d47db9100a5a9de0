/** The shop's own drawings, as SVG text. Decoration only: each stands beside the product's name. */

const LEAF = 'M0 0c10-14 30-16 44-6-8 14-28 18-44 6z';

function scene(ground: string, drawing: string): string {
  return `<svg viewBox="0 0 320 240" role="presentation" focusable="false" preserveAspectRatio="xMidYMid slice"><rect width="320" height="240" fill="${ground}"/><ellipse cx="160" cy="206" rx="112" ry="13" fill="#1f3b33" opacity=".10"/>${drawing}</svg>`;
}

function leaf(x: number, y: number, turn: number, fill: string): string {
  return `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="${LEAF}" fill="${fill}"/><path d="M2 0C16-4 30-6 42-6" fill="none" stroke="#fff" stroke-opacity=".45" stroke-width="1.4"/></g>`;
}

function flower(x: number, y: number, size: number): string {
  const petals = [0, 72, 144, 216, 288]
    .map((turn) => `<ellipse cx="0" cy="-9" rx="6.2" ry="9.5" transform="rotate(${turn})"/>`)
    .join('');
  return `<g transform="translate(${x} ${y}) scale(${size})"><g fill="#fffdf7" stroke="#d9d2bd" stroke-width="1">${petals}</g><circle r="4" fill="#e3b94f"/></g>`;
}

function steam(x: number, y: number): string {
  return `<path d="M${x} ${y}c-9-13 9-19 0-34M${x + 20} ${y - 4}c-8-11 8-17 0-30" fill="none" stroke="#8a7f6d" stroke-opacity=".45" stroke-width="3.4" stroke-linecap="round"/>`;
}

const TIN = `<rect x="112" y="62" width="96" height="146" rx="10" fill="#2f5d50"/><rect x="112" y="62" width="26" height="146" rx="10" fill="#fff" opacity=".09"/><rect x="106" y="48" width="108" height="34" rx="9" fill="#24483e"/><rect x="106" y="72" width="108" height="5" fill="#c9a45c"/><rect x="134" y="98" width="52" height="86" rx="4" fill="#f6efdf"/><rect x="138" y="102" width="44" height="78" rx="2" fill="none" stroke="#c9a45c" stroke-width="1.5"/><text x="160" y="134" text-anchor="middle" font-size="27" fill="#2f5d50" font-family="serif">觀</text><text x="160" y="168" text-anchor="middle" font-size="27" fill="#2f5d50" font-family="serif">音</text>${leaf(214, 198, -18, '#5f8f6b')}${leaf(228, 208, 14, '#7fa97c')}${leaf(108, 204, 186, '#6d9a72')}`;

const CUP = `${steam(150, 92)}<ellipse cx="160" cy="196" rx="84" ry="13" fill="#f8f4ea"/><ellipse cx="160" cy="193" rx="62" ry="8" fill="#e8dfcc"/><path d="M96 104h128c0 50-18 88-44 92h-40c-26-4-44-42-44-92z" fill="#fffdf8"/><path d="M100 134h120l-3 16H103z" fill="#b3402c"/><path d="M104 156h112l-3 8H107z" fill="#b3402c" opacity=".8"/><path d="M222 116c30-6 38 14 28 32-7 13-24 18-37 16" fill="none" stroke="#fffdf8" stroke-width="11" stroke-linecap="round"/><ellipse cx="160" cy="104" rx="64" ry="13" fill="#f1e9d9"/><ellipse cx="160" cy="105" rx="56" ry="10" fill="#b97f4f"/><path d="M124 104c16-6 40 4 66-2" stroke="#d8aa7c" stroke-width="3" fill="none" stroke-linecap="round"/>`;

const PEARLS = [
  [124, 132, 13],
  [150, 124, 14],
  [178, 125, 13],
  [200, 133, 12],
  [138, 142, 13],
  [165, 140, 14],
  [190, 143, 12],
]
  .map(
    ([x = 0, y = 0, r = 0]) =>
      `<circle cx="${x}" cy="${y}" r="${r}" fill="#7d8f63"/><path d="M${x - r * 0.7} ${y - 2}q${r * 0.7}-${r * 0.6} ${r * 1.4} 1" stroke="#dfe3cf" stroke-width="2.2" fill="none" stroke-linecap="round"/>`,
  )
  .join('');
const BOWL = `${PEARLS}<path d="M92 140c40 12 96 12 136 0-2 40-28 66-68 66s-66-26-68-66z" fill="#f7f1e3"/><path d="M92 140c40 12 96 12 136 0l-1 9c-40 11-94 11-134 0z" fill="#d9c9a3"/><path d="M138 203h44l5 9h-54z" fill="#e6dac0"/>${flower(86, 188, 1.25)}${flower(238, 194, 1.05)}${flower(214, 112, 1)}${leaf(56, 206, -8, '#8aa57b')}${leaf(246, 206, 6, '#8aa57b')}`;

const FOLDS = Array.from({ length: 18 }, (_, index) => {
  const turn = index * 20;
  return `<path d="M0-22Q6-52 0-84" transform="rotate(${turn})"/>`;
}).join('');
const CAKE = `<g transform="translate(160 122)"><circle r="88" fill="#efe3cb"/><circle r="88" fill="none" stroke="#cdb98f" stroke-width="2"/><g fill="none" stroke="#cdb98f" stroke-opacity=".55" stroke-width="1.6">${FOLDS}</g><circle r="50" fill="#f8f0de"/><circle r="50" fill="none" stroke="#a03a28" stroke-width="2.4"/><circle r="44" fill="none" stroke="#a03a28" stroke-width="1"/><text y="-4" text-anchor="middle" font-size="28" fill="#a03a28" font-family="serif">普洱</text><text y="23" text-anchor="middle" font-size="15" fill="#6d4a2f" font-family="serif">二〇一二</text></g><g transform="translate(238 184)"><path d="M-34 14l6-30 26-10 22 6 16 18-4 20-28 8z" fill="#5a3b29"/><path d="M-28-16l26-10 22 6-8 14-30 2z" fill="#75503a"/><path d="M-18-4l-4 18M4-6l-2 24M22-8l2 20" stroke="#3f281b" stroke-width="2.4" stroke-linecap="round"/><path d="M40 22l10-6 8 7-9 5zM-50 22l8-5 7 6-8 4z" fill="#5a3b29"/></g>`;

const POUCH = `<path d="M106 62h108l8 142a8 8 0 0 1-8 8H106a8 8 0 0 1-8-8z" fill="#b98a5a"/><path d="M106 62h30l-6 150h-24a8 8 0 0 1-8-8z" fill="#fff" opacity=".10"/><path d="M106 62l6-18h96l6 18z" fill="#a5784b"/><path d="M112 52h96" stroke="#8a623a" stroke-width="2" stroke-dasharray="5 4"/><rect x="124" y="86" width="72" height="98" rx="3" fill="#f7eedc"/><g fill="#35584a"><path d="M160 96l18 26h-36z"/><path d="M160 110l24 32h-48z"/><path d="M160 126l28 32h-56z"/></g><path d="M157 156h6v14h-6z" fill="#6d4a2f"/><text x="160" y="180" text-anchor="middle" font-size="10.5" fill="#6d4a2f" font-family="serif" letter-spacing="2">正山小種</text><path d="M236 150c-13-18 13-26 0-46s9-26 2-40" fill="none" stroke="#7d7468" stroke-opacity=".4" stroke-width="4" stroke-linecap="round"/>${leaf(222, 206, -6, '#5b4436')}${leaf(58, 208, -12, '#6e5241')}`;

const GAIWAN = `<ellipse cx="160" cy="198" rx="92" ry="13" fill="#fff"/><ellipse cx="160" cy="196" rx="92" ry="12" fill="none" stroke="#4b74a8" stroke-width="2"/><path d="M98 112h124c0 48-22 76-42 82h-40c-20-6-42-34-42-82z" fill="#fdfdfb"/><path d="M100 122h120" stroke="#4b74a8" stroke-width="2.4"/><path d="M112 160c12-16 22-16 30-4 10-22 26-22 36 0 8-10 18-10 30 2" fill="none" stroke="#4b74a8" stroke-width="3" stroke-linecap="round"/><path d="M120 174c14-5 26 5 40 0s26 5 40 0" fill="none" stroke="#4b74a8" stroke-width="2" stroke-linecap="round"/><path d="M158 152v-18l14 14z" fill="#4b74a8"/><path d="M92 112c6-28 32-44 68-44s62 16 68 44z" fill="#fff"/><path d="M92 112h136" stroke="#d8dde3" stroke-width="3"/><path d="M116 98c22-14 66-14 88 0" fill="none" stroke="#4b74a8" stroke-width="2"/><ellipse cx="160" cy="64" rx="17" ry="8" fill="#fff" stroke="#4b74a8" stroke-width="2"/>`;

const ART: Readonly<Record<string, string>> = {
  tieguanyin: scene('#e4ecdf', TIN),
  'milk-tea': scene('#f2dfc8', CUP),
  jasmine: scene('#e9ebd6', BOWL),
  puer: scene('#ead9c0', CAKE),
  lapsang: scene('#efe6d8', POUCH),
  gaiwan: scene('#dfe7ee', GAIWAN),
};

export function productArt(id: string): string {
  return ART[id] ?? scene('#e4ecdf', '');
}

/** The harbour of the front page. */
export const HERO_ART = `<svg viewBox="0 0 640 420" role="presentation" focusable="false" preserveAspectRatio="xMidYMid slice">
<defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#f6dfc0"/><stop offset="1" stop-color="#f9f1e2"/></linearGradient><linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7fa9a0"/><stop offset="1" stop-color="#3c6b62"/></linearGradient></defs>
<rect width="640" height="420" fill="url(#sky)"/><circle cx="452" cy="118" r="54" fill="#e79a63" opacity=".85"/>
<path d="M0 232c60-34 96-86 158-92 44-4 62 40 104 40 46 0 66-58 126-58 70 0 96 70 152 82 42 8 70 6 100 12v60H0z" fill="#a9c0b2"/>
<path d="M0 250c50-10 88-46 142-46 60 0 84 34 140 34 66 0 92-30 148-30 70 0 110 40 210 34v40H0z" fill="#7f9f92"/>
<g fill="#4f7469"><rect x="60" y="196" width="26" height="70"/><rect x="92" y="176" width="20" height="90"/><rect x="118" y="208" width="30" height="58"/><path d="M156 266v-98l14-16 14 16v98z"/><rect x="192" y="190" width="22" height="76"/><rect x="222" y="214" width="34" height="52"/><rect x="470" y="200" width="28" height="66"/><path d="M506 266v-108h22v108z"/><rect x="536" y="184" width="24" height="82"/><rect x="566" y="210" width="34" height="56"/></g>
<g fill="#f4dcae" opacity=".8"><rect x="66" y="206" width="4" height="5"/><rect x="75" y="218" width="4" height="5"/><rect x="98" y="190" width="4" height="5"/><rect x="98" y="208" width="4" height="5"/><rect x="168" y="182" width="4" height="5"/><rect x="168" y="200" width="4" height="5"/><rect x="198" y="204" width="4" height="5"/><rect x="514" y="176" width="4" height="5"/><rect x="514" y="196" width="4" height="5"/><rect x="544" y="202" width="4" height="5"/><rect x="478" y="214" width="4" height="5"/></g>
<rect y="264" width="640" height="156" fill="url(#sea)"/>
<g stroke="#e9f0e6" stroke-opacity=".5" stroke-width="3" stroke-linecap="round"><path d="M40 296h70M150 318h46M470 300h84M560 336h50M60 360h92M420 372h110M250 392h66"/></g>
<g stroke="#e79a63" stroke-opacity=".55" stroke-width="4" stroke-linecap="round"><path d="M424 284h56M434 298h36M442 312h22"/></g>
<g transform="translate(326 322)"><path d="M-96-14h176c-8 28-30 46-60 46h-72c-24 0-40-18-44-46z" fill="#54352a"/><path d="M-96-14h176l-3 10H-93z" fill="#7a5140"/><path d="M-8-14v-188" stroke="#4a2f25" stroke-width="6" stroke-linecap="round"/><path d="M-4-196c52 28 74 92 62 166L-4-24z" fill="#b4532a"/><path d="M-14-172c-40 34-58 90-56 146l56 2z" fill="#c8683c"/><g stroke="#8f3d1c" stroke-width="2.6" fill="none"><path d="M-4-160c22 8 38 14 50 20M-4-124c26 4 46 8 58 14M-4-88c28 2 50 4 62 8M-4-54c28 0 50 0 63 4M-14-138c-14 6-24 12-33 18M-14-102c-18 4-34 10-48 16M-14-66c-22 2-40 6-54 10"/></g><path d="M-8-202l26 8-26 8z" fill="#c9a45c"/></g>
</svg>`;

/** The shop's mark: a sail over two waves. */
export const LOGO_ART = `<svg viewBox="0 0 44 44" width="44" height="44" role="presentation" focusable="false"><circle cx="22" cy="22" r="22" fill="#1f3b33"/><path d="M21 8c9 4 13 12 12 20H21z" fill="#d9793f"/><path d="M19 12c-6 4-9 10-8.5 16H19z" fill="#f1dcb8"/><path d="M8 32c5-3 9 3 14 0s9 3 14 0" fill="none" stroke="#f7f2e8" stroke-width="2.4" stroke-linecap="round"/></svg>`;
