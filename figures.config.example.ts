import { defineConfig } from 'figures'

/** Copy to figures.config.ts. Every key can be overruled by FIGURES_ + its name in the environment. */
export default defineConfig({
  // Keep passwords out of files: the environment has them.
  lmsDatabaseUrl: process.env['LMS_DATABASE_URL'],
  // Name of the data folder; else made from host and database.
  platform: 'academy',
  host: '127.0.0.1',
  url: 'https://figures.example.org/',
  refresh: '2m',
  sweep: '15m',
  zone: 'Europe/Berlin',
  memory: 512,
})
