import { z } from 'zod'

const COLOUR = z.string().meta({ description: '#rrggbb', example: '#0f766e' })

export const BRAND = z
  .object({
    name: z.string().nullable(),
    logo: z.string().nullable().meta({ description: 'The picture itself, as a data: address.' }),
    accent: z
      .object({ light: COLOUR, dark: COLOUR })
      .nullable()
      .meta({ description: 'Of links and the subject of charts; on paper and on dark ground.' }),
  })
  .meta({ id: 'Brand', description: 'How the page is signed; null: as Figures is.' })
export type Brand = z.infer<typeof BRAND>
