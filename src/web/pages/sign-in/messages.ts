import { defineMessages } from '../../app/define-messages.ts'

export const signIn = defineMessages({
  title: { id: 'signIn.title', defaultMessage: 'Sign in with a token' },
  text: {
    id: 'signIn.text',
    defaultMessage:
      'The figures of this platform are for people with a token. The operator makes one on the machine that Figures runs on: {command}',
  },
  label: { id: 'signIn.label', defaultMessage: 'Token' },
  submit: { id: 'signIn.submit', defaultMessage: 'Sign in' },
})
