/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Done better in lib/platform/compress-answers.ts.
  compress: false,
  // PGlite and pino load files of their own at run time, which a bundle would not carry.
  serverExternalPackages: ['@electric-sql/pglite', 'pg', 'pino', 'stripe'],
  // The image optimiser has had a critical hole; nothing here needs it.
  images: { unoptimized: true },
  experimental: {
    // Our own scripts are held to the hashes they were built with.
    sri: { algorithm: 'sha384' },
    serverActions: { bodySizeLimit: '32kb' },
  },
  turbopack: {
    rules: {
      // Text, for inline-sheet.tsx and dashboard-sheet.tsx to put into the page.
      'globals.css': { loaders: ['./scripts/build/sheet-loader.mjs'], as: '*.js' },
      // Our last resort in the framework's place, which would be loaded beside it.
      '**/next/dist/client/components/builtin/global-error.js': {
        loaders: ['./scripts/build/global-error-loader.mjs'],
      },
      // Used on the server alone: its part in a browser would be more script on every page.
      '**/next/dist/shared/lib/app-dynamic.js': {
        condition: 'browser',
        loaders: ['./scripts/build/no-dynamic-loader.mjs'],
      },
      'dashboard.css': { loaders: ['./scripts/build/sheet-loader.mjs'], as: '*.js' },
    },
  },
  typescript: {
    // `npm run check` does it once, over everything.
    ignoreBuildErrors: true,
  },
};

export default config;
