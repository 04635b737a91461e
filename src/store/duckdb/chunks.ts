import {
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  INTEGER,
  TINYINT,
  UBIGINT,
  VARCHAR,
  type DuckDBAppender,
  type DuckDBType,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import { NO_INT, type Fact } from '../../facts/fact.ts'
import type { ColumnData, Columns } from '../store.ts'

/** Rows in one chunk of the engine. */
const CHUNK = 2048

/** Types of the staging table, by kind of column. */
export const stageTypes: Readonly<Record<string, DuckDBType>> = {
  learner: UBIGINT,
  key: INTEGER,
  quarter: INTEGER,
  integer: INTEGER,
  code: INTEGER,
  number: DOUBLE,
  flag: BOOLEAN,
  text: VARCHAR,
}

/** Types of the kept table: a code takes one byte. */
export const tableTypes: Readonly<Record<string, DuckDBType>> = { ...stageTypes, code: TINYINT }

/**
 * Hands columns to the engine a chunk at a time. Numbers go as raw memory, without a value object a
 * row; facts with text go the slower, safe way. Yields to the event loop after each chunk, because
 * appending is synchronous.
 */
export async function appendColumns(
  appender: DuckDBAppender,
  fact: Fact,
  batch: {
    readonly columns: Columns
    readonly rows: number
    readonly types: Readonly<Record<string, DuckDBType>>
  },
): Promise<void> {
  const names = Object.keys(fact.columns)
  for (const name of names) checkColumn(fact, name, batch)
  const types = names.map((n) => batch.types[fact.columns[n]!.type.kind]!)
  const hasText = names.some((n) => fact.columns[n]!.type.kind === 'text')
  for (let start = 0; start < batch.rows; start += CHUNK) {
    const rows = Math.min(CHUNK, batch.rows - start)
    const chunk = DuckDBDataChunk.create(types, rows)
    names.forEach((name, i) => {
      const data = batch.columns[name]!
      if (hasText) chunk.setColumnValues(i, plainValues(data, start, rows))
      else if (types[i] === TINYINT) {
        const bytes = Int8Array.from((data as Int32Array).subarray(start, start + rows))
        copyRaw(chunk, i, { data: bytes, start: 0, rows })
      } else copyRaw(chunk, i, { data: data as RawData, start, rows })
      const nullable = batch.types === tableTypes && fact.columns[name]!.nullable
      if (nullable) markNulls(chunk, i, (data as Int32Array).subarray(start, start + rows))
    })
    appender.appendDataChunk(chunk)
    if ((start / CHUNK) % 8 === 7) await new Promise(setImmediate)
  }
  appender.flushSync()
}

type RawData = Uint32Array | Int32Array | Float64Array | Uint8Array | Int8Array

function copyRaw(
  chunk: DuckDBDataChunk,
  index: number,
  part: { data: RawData; start: number; rows: number },
): void {
  const { data, start, rows } = part
  // A learner is two words of 32 bits a row.
  const width = data instanceof Uint32Array ? 8 : data.BYTES_PER_ELEMENT
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index)
  const offset = data.byteOffset + start * width
  duckdb.copy_data_to_vector(vector, 0, data.buffer as ArrayBuffer, offset, rows * width)
}

/** Sets a bit to zero for each sentinel, in the mask that the engine keeps beside a vector. */
function markNulls(chunk: DuckDBDataChunk, index: number, data: Int32Array): void {
  if (!data.includes(NO_INT)) return
  const mask = new BigUint64Array(CHUNK / 64).fill(~0n)
  data.forEach((value, row) => {
    if (value === NO_INT) mask[row >> 6]! &= ~(1n << BigInt(row & 63))
  })
  const vector = duckdb.data_chunk_get_vector(chunk.chunk, index)
  duckdb.vector_ensure_validity_writable(vector)
  duckdb.copy_data_to_vector_validity(vector, 0, mask.buffer, 0, mask.byteLength)
}

function plainValues(
  data: ColumnData,
  start: number,
  rows: number,
): (string | number | bigint | boolean | null)[] {
  const out: (string | number | bigint | boolean | null)[] = []
  for (let i = start; i < start + rows; i++) {
    if (data instanceof Uint32Array) {
      out.push((BigInt(data[i * 2 + 1]!) << 32n) | BigInt(data[i * 2]!))
    } else if (data instanceof Uint8Array) out.push(data[i] === 1)
    else out.push(data[i] ?? null)
  }
  return out
}

/** A column that is missing or short would crash the process inside the engine instead of raising. */
function checkColumn(fact: Fact, name: string, batch: { columns: Columns; rows: number }): void {
  const data = batch.columns[name]
  const kind = fact.columns[name]!.type.kind
  const need = kind === 'learner' ? batch.rows * 2 : batch.rows
  const fits =
    kind === 'learner'
      ? data instanceof Uint32Array
      : kind === 'number'
        ? data instanceof Float64Array
        : kind === 'flag'
          ? data instanceof Uint8Array
          : kind === 'text'
            ? Array.isArray(data)
            : data instanceof Int32Array
  if (data === undefined || !fits || data.length < need) {
    throw new RangeError(`${fact.name}.${name}: expected ${need} values of kind ${kind}`)
  }
}
