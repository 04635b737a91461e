import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  bucketsOf,
  dateOf,
  elapsedBefore,
  GRAINS,
  localDaysIn,
  periodBefore,
  QUARTER_MS,
  spanOf,
  zoneOf,
} from './time.ts'
import { sampled } from '../../test/support/cases.ts'

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
]

describe('buckets', () => {
  test('cover the period without hole or overlap, at every grain, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...GRAINS),
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 9000 }),
        fc.integer({ min: 1, max: 60 }),
        (grain, zone, start, days) => {
          const day = (n: number): string =>
            new Date(Date.UTC(2001, 0, 1) + n * 86_400_000).toISOString().slice(0, 10)
          const period = { from: day(start), to: day(start + days), zone }
          const whole = spanOf(period)
          const buckets = bucketsOf(period, grain)
          expect(buckets[0]!.lo).toBe(whole.lo)
          expect(buckets.at(-1)!.hi).toBe(whole.hi)
          buckets.slice(1).forEach((b, i) => expect(b.lo).toBe(buckets[i]!.hi))
          for (const b of buckets) expect(b.hi).toBeGreaterThan(b.lo)
        },
      ),
      sampled(300),
    )
  })

  test('the day of the jump has 23 hours in Berlin', () => {
    const hours = bucketsOf({ from: '2026-03-29', to: '2026-03-30', zone: 'Europe/Berlin' }, 'hour')
    expect(hours).toHaveLength(23)
    expect(hours[2]!.time).toBe('2026-03-29T03:00+02:00')
  })

  test('Lord Howe Island jumps by half an hour: its last hour is a half', () => {
    const hours = bucketsOf(
      { from: '2026-10-04', to: '2026-10-05', zone: 'Australia/Lord_Howe' },
      'hour',
    )
    expect(hours.at(-1)!.hi - hours.at(-1)!.lo).toBe(2)
  })

  test('weeks begin on Monday and are clipped by the period', () => {
    const weeks = bucketsOf({ from: '2026-03-04', to: '2026-03-18', zone: 'UTC' }, 'week')
    expect(weeks.map((w) => [w.time, w.clipped])).toEqual([
      ['2026-03-02', true],
      ['2026-03-09', false],
      ['2026-03-16', true],
    ])
  })

  test('weeks begin on another day where people say so', () => {
    const period = { from: '2026-03-04', to: '2026-03-15', zone: 'UTC' }
    const starts = (weekStart: 'saturday' | 'sunday'): string[] =>
      bucketsOf({ ...period, weekStart }, 'week').map((w) => w.time)
    expect(starts('sunday')).toEqual(['2026-03-01', '2026-03-08'])
    expect(starts('saturday')).toEqual(['2026-02-28', '2026-03-07', '2026-03-14'])
  })

  test('too many are refused with what to do', () => {
    expect(() => bucketsOf({ from: '2020-01-01', to: '2026-01-01', zone: 'UTC' }, 'hour')).toThrow(
      /more than 10000/,
    )
  })
})

describe('comparison', () => {
  test('whole months are compared with as many months', () => {
    expect(periodBefore({ from: '2026-03-01', to: '2026-04-01', zone: 'UTC' })).toMatchObject({
      from: '2026-02-01',
      to: '2026-03-01',
    })
  })

  test('other periods with as many days', () => {
    expect(periodBefore({ from: '2026-03-05', to: '2026-03-12', zone: 'UTC' })).toMatchObject({
      from: '2026-02-26',
      to: '2026-03-05',
    })
  })

  test('a running month is cut at the same day and local time, or at the end of a shorter month', () => {
    const march = { from: '2026-03-01', to: '2026-04-01', zone: 'Europe/Berlin' }
    const before = periodBefore(march)
    const cut = (now: string): string =>
      new Date(elapsedBefore(march, before, Date.parse(now)) * QUARTER_MS).toISOString()
    expect(cut('2026-03-10T11:00Z')).toBe('2026-02-10T11:00:00.000Z')
    expect(cut('2026-03-31T20:00Z')).toBe('2026-02-28T23:00:00.000Z')
  })
})

describe('input', () => {
  test('names a wrong zone', () =>
    expect(() => zoneOf('Mars/Base')).toThrow(/'Mars\/Base' is not a time zone/))
  test.each(['2026-02-30', 'tomorrow', '2026-3-1', '1066-10-14'])(
    'refuses the date %s and names the input',
    (text) => {
      expect(() => dateOf('from', text)).toThrow(/from is/)
    },
  )
})

describe('local days', () => {
  const dayOf = (iso: string): number => Date.parse(iso) / 86_400_000

  test('a day of UTC lies in one local day, or in two that meet', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: dayOf('2000-01-02'), max: dayOf('2099-12-30') }),
        (zone, day) => {
          const spans = localDaysIn([day], zone)
          expect(spans[0]!.lo).toBeLessThanOrEqual(day * 96)
          expect(spans.at(-1)!.hi).toBeGreaterThanOrEqual(day * 96 + 96)
          spans.slice(1).forEach((s, i) => expect(s.lo).toBe(spans[i]!.hi))
          expect(spans.length).toBeLessThanOrEqual(2)
        },
      ),
      sampled(),
    )
  })

  test.each([
    ['9999-12-31', 'UTC', 1],
    ['9999-12-31', 'Europe/Berlin', 2],
    ['+010000-01-01', 'UTC', 1],
    ['+200000-06-01', 'Asia/Kolkata', 2],
    ['-000001-01-01', 'UTC', 1],
    ['1000-01-01', 'UTC', 1],
  ])('that of %s in %s ends: %i', (date, zone, count) => {
    expect(localDaysIn([dayOf(date)], zone)).toHaveLength(count)
  })

  test('days are counted beyond the year 9999, too', () => {
    expect(addDays('9999-12-31', 1)).toBe('+010000-01-01')
    expect(addDays('+010000-01-01', -1)).toBe('9999-12-31')
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  })
})
