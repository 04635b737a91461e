import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pseudonyms } from './pseudonym.ts'
import { sampled } from '../../test/support/cases.ts'

test('is the first eight bytes of the HMAC, in the column and in hex', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.nat(2 ** 31 - 1), (secret, id) => {
      const names = pseudonyms(Buffer.from(secret), 'lms')
      const expected = createHmac('sha256', Buffer.from(secret))
        .update(`lms : ${id}`)
        .digest()
        .subarray(0, 8)
      const column = new Uint32Array(2)
      names.write(id, column, 0)
      const value = (BigInt(column[1]!) << 32n) | BigInt(column[0]!)
      expect(value).toBe(expected.readBigUInt64BE())
      expect(names.hex(id)).toBe(expected.toString('hex'))
    }),
    sampled(),
  )
})

test('differs between platforms', () => {
  const secret = Buffer.from('one secret')
  expect(pseudonyms(secret, 'a').hex(1)).not.toBe(pseudonyms(secret, 'b').hex(1))
})
