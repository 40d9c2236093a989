/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  compilerOptions: {
    runes: true,
    // Styles go to files of their own: the Content-Security-Policy allows none inside the page.
    css: 'external',
  },
}
