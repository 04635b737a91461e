import { defineMessages } from '../../app/define-messages.ts'

export const notFound = defineMessages({
  title: { id: 'notFound.title', defaultMessage: 'There is no such page' },
  text: {
    id: 'notFound.text',
    defaultMessage: 'The address asks for the page {page}. These are the pages of Figures:',
  },
})
