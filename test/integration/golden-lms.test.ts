import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sharedMariaDb } from '../support/shared.ts'
import { runStory, type Story } from '../support/story.ts'

/**
 * Each folder is a story of a platform: rows of its tables, what happens to them, readings in between, and
 * what must be answered, worked out by hand.
 */
const FOLDER = join(import.meta.dirname, '..', 'golden-lms')

const db = sharedMariaDb()

for (const name of readdirSync(FOLDER)) {
  test(`golden on an LMS: ${name}`, async () => {
    const story = JSON.parse(readFileSync(join(FOLDER, name, 'story.json'), 'utf8')) as Story
    const played = await runStory(db, story, { database: `golden_${name}` })
    try {
      expect(played.asked.length, 'a story asks something').toBeGreaterThan(0)
      for (const { why, rows, got } of played.asked) expect(got, `${name}: ${why}`).toEqual(rows)
      expect((await played.check()).differences).toEqual([])
    } finally {
      await played.close()
    }
  })
}
