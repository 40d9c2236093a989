import '../src/tokens.css'
import '../src/app.css'
import { mount } from 'svelte'
import { chooseLanguage } from '../src/i18n/i18n.svelte'
import Design from './Design.svelte'

const target = document.getElementById('app')
if (target) {
  await chooseLanguage()
  mount(Design, { target })
}
