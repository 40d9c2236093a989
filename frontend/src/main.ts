import './tokens.css'
import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { chooseLanguage } from './i18n/i18n.svelte'
import { staysAway } from './state/leaving'
import { mindHelp } from './state/offline'

const target = document.getElementById('app')
if (target) {
  await chooseLanguage()
  if (!staysAway()) {
    mount(App, { target })
    void mindHelp().catch(() => undefined) // the next visit tries again
  }
}
