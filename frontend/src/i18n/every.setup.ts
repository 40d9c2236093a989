import { speech } from './i18n.svelte'

// Tests say what any page may say.
await speech.all()
