import react from '@vitejs/plugin-react'
import vue from '@vitejs/plugin-vue'
import { sourceAliases } from '../../../../scripts/package-entries.mjs'

/** How the pages are built: as an app would be, for production. */
export function pagesConfig({ root, outDir }) {
  return {
    configFile: false,
    root,
    mode: 'production',
    logLevel: 'warn',
    plugins: [react(), vue()],
    resolve: { alias: sourceAliases(), dedupe: ['react', 'react-dom', 'vue', 'pinia'] },
    define: {
      // What Vue and Pinia take devtools along by. A page decides at its start; see main.mjs.
      __VUE_PROD_DEVTOOLS__: 'globalThis.withDevtools',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: { checks: { pluginTimings: false } },
    },
  }
}
