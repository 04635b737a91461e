import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: 'src/web',
  // Relative, so that one build serves under any path prefix.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // Recent engines keep light-dark() as it is written.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    target: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0,
  },
})
