import { expect, test } from 'vitest'
import { labelPlaces, type Drawn } from './line-labels.ts'

const line = (ys: Drawn['ys']): Drawn => ({ from: 60, step: 60, ys })
const flat = (y: number): number[] => Array.from({ length: 11 }, () => y)
const level = (y: number): Drawn => line(flat(y))
const NAMES = ['this period', 'the period before'] as const

test('lines that are apart are named beside themselves, far to the right', () => {
  const places = labelPlaces([level(60), level(150)], NAMES, 720)!
  expect(places[0].x).toBe(660)
  expect(places[1].x).toBe(600)
  expect(Math.abs(places[0].y - 60)).toBeLessThan(22)
  expect(Math.abs(places[1].y - 150)).toBeLessThan(22)
})

test('where lines run together there is no place that tells them apart', () => {
  expect(labelPlaces([level(100), level(110)], NAMES, 720)).toBeNull()
})

test('a name stands where the lines are apart, and crosses neither', () => {
  const near = line(flat(100).map((y, i) => (i >= 3 && i <= 6 ? 40 : y)))
  const places = labelPlaces([near, level(108)], NAMES, 720)!
  expect(places[0].x).toBeGreaterThanOrEqual(240)
  expect(places[0].x).toBeLessThanOrEqual(420)
  expect(places[1].x).toBeGreaterThanOrEqual(240)
  expect(places[1].x).toBeLessThanOrEqual(420)
})

test('gaps hold no name, and a plot that is too narrow has none', () => {
  const gone = line(flat(60).map((y, i) => (i > 4 ? null : y)))
  const places = labelPlaces([gone, level(150)], NAMES, 720)!
  expect(places[0].x).toBeLessThanOrEqual(300)
  expect(labelPlaces([level(60), level(150)], NAMES, 120)).toBeNull()
})

test('the largest value of all may have its name only below', () => {
  const places = labelPlaces([level(12), level(150)], NAMES, 720)!
  expect(places[0].y).toBeGreaterThan(12)
})
