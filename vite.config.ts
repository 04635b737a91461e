import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const OUT = join(import.meta.dirname, 'dist/web')

/** Compresses once, when it is built, what would else be compressed for everyone who comes. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    closeBundle() {
      for (const name of readdirSync(OUT, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(?:js|css|html|svg)$/.test(name)) continue
        const bytes = readFileSync(join(OUT, name))
        writeFileSync(join(OUT, `${name}.br`), brotliCompressSync(bytes))
        writeFileSync(join(OUT, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      }
    },
  }
}

/** Asks for the letters with the page: they would be asked for when the first word is drawn, and move it. */
function lettersFirst(): Plugin {
  return {
    name: 'letters-first',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((file) => file.endsWith('.woff2'))
          .map((file) => ({
            tag: 'link',
            attrs: {
              rel: 'preload',
              as: 'font',
              type: 'font/woff2',
              crossorigin: '',
              href: `./${file}`,
            },
            injectTo: 'head' as const,
          })),
    },
  }
}

export default defineConfig({
  root: 'src/web',
  // Relative, so that one build serves under any path prefix.
  base: './',
  plugins: [react(), lettersFirst(), compressed()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    // Recent engines keep light-dark() as it is written.
    cssTarget: ['chrome125', 'firefox128', 'safari18'],
    target: ['chrome125', 'firefox128', 'safari18'],
    assetsInlineLimit: 0,
    // Few files: a browser asks a server for six at a time, and the first page was made of twenty-seven.
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'shared',
              test: /src\/web\/(?:app|parts|charts|sections)|node_modules/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
})
