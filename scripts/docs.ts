import { writeFileSync } from 'node:fs'
import { documents } from '../test/support/documents.ts'

/** `npm run docs`: writes the documents that are made from the code. */
for (const [file, text] of await documents()) writeFileSync(file, text)
