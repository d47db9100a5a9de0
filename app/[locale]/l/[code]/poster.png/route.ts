import { QUIET_ZONE, qrModules } from '#components/checkout/qr-matrix.ts';
import { getAppContext } from '#lib/operations/app-context.ts';
import { loadLink } from '#lib/operations/load-link.ts';
import { blackAndWhitePng } from '#lib/platform/png.ts';
import type { LinkParams } from '../link-context.ts';

export const dynamic = 'force-dynamic';

/** 300 dots an inch. */
const PIXELS_PER_METRE = 11_811;
/** The picture is at least this wide: 10 cm in print. */
const MIN_WIDTH = 1_181;

/**
 * The link's code alone, with its quiet zone, for a merchant's own design: drawing text would take a font of
 * megabytes for Chinese, and the svg beside it has the words.
 */
export async function GET(
  _request: Request,
  { params }: { params: Promise<LinkParams> },
): Promise<Response> {
  const { code } = await params;
  const context = await getAppContext();
  if ((await loadLink(context, code)) === null) return new Response(null, { status: 404 });
  const modules = qrModules(`${context.env.PUBLIC_ORIGIN}/l/${code}`);
  const size = modules.size + 2 * QUIET_ZONE;
  const png = blackAndWhitePng({
    size,
    // Outside the code nothing is dark.
    isBlack: (row, column) => {
      const at = [row - QUIET_ZONE, column - QUIET_ZONE] as const;
      return at.every((place) => place >= 0 && place < modules.size) && modules.isDark(...at);
    },
    scale: Math.ceil(MIN_WIDTH / size),
    pixelsPerMetre: PIXELS_PER_METRE,
  });
  return new Response(Buffer.from(png), {
    headers: { 'Content-Type': 'image/png', 'Cache-Control': 'no-store' },
  });
}
