import '../src/tokens.css'
import '../src/app.css'
import { mount } from 'svelte'
import { chooseLanguage, speech } from '../src/i18n/i18n.svelte'
import Design from './Design.svelte'

const target = document.getElementById('app')
if (target) {
  await chooseLanguage()
  await speech.all()
  mount(Design, { target })
}
