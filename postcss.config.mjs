/** Tailwind 4 is one PostCSS plugin; it reads its theme from `app/globals.css`. */
export default { plugins: { '@tailwindcss/postcss': {} } };
