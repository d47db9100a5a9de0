import { html, raw } from 'hono/html';
import type { Order } from './order-store.ts';
import { layout, type Markup, type Visit } from './pages.ts';
import { shopTexts } from './texts.ts';

export interface PayHere {
  readonly order: Order;
  readonly sessionId: string;
  /** The checkout’s script for merchants’ pages. */
  readonly scriptUrl: string;
  /** The origin that this page was asked for at. */
  readonly here: string;
  /** The one that the shop registered at the checkout. */
  readonly shopOrigin: string;
}

/** The one origin of these two that is not the shop’s, on the same server. */
const ELSEWHERE = '127.0.0.1';

/** Shows the payment page inside one of the shop’s own; asked for at another origin, shows how that is refused. */
export function payHerePage(visit: Visit, view: PayHere): Markup {
  const t = shopTexts(visit.language);
  const { order, here, shopOrigin } = view;
  const registered = here === shopOrigin;
  const other = new URL(`/orders/${order.id}/pay?lang=${visit.language}`, shopOrigin);
  if (registered) other.hostname = ELSEWHERE;
  const main = html`<main class="narrow">
    <h1>${registered ? t.payHereHeading : t.payHereElsewhere}</h1>
    <p class="small">${registered ? t.payHereStay : t.payHereRefusal}</p>
    <p class="flash warn" role="alert" id="not-shown" hidden>${t.payHereNotShown}</p>
    <div
      class="inside"
      id="pay"
      data-session="${view.sessionId}"
      data-locale="${visit.language}"
    ></div>
    <div class="panel origin">
      <p class="small">${t.origin}</p>
      <p>
        <code>${here}</code><br />
        ${registered ? t.originRegistered : t.originUnknown}
      </p>
      <p><a href="${other.href}">${registered ? t.seeRefused : t.seeAllowed}</a></p>
    </div>
    <script src="${view.scriptUrl}"></script>
    ${embedScript()}
  </main>`;
  return layout(visit, t.payHereHeading, main);
}

/** Once it is paid the frame’s own page leads to the order: the session has a `return_url`. */
function embedScript(): Markup {
  const script = `const target = document.getElementById('pay');
const embed = Praya.embed(target, {
  sessionId: target.dataset.session,
  locale: target.dataset.locale,
  onCancel: () => location.assign('/'),
  onError: ({ code }) => {
    if (code !== 'not_loaded') return;
    embed.destroy();
    target.hidden = true;
    document.getElementById('not-shown').hidden = false;
  },
});`;
  return html`<script>
    ${raw(script)};
  </script>`;
}
