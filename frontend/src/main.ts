import './tokens.css'
import './app.css'
import { mount } from 'svelte'
import App from './App.svelte'
import { chooseLanguage } from './i18n/i18n.svelte'
import { staysAway } from './state/leaving'
import { mindHelp } from './state/offline'
import { findPainted } from './state/painted'

const target = document.getElementById('app')
if (target) {
  await chooseLanguage()
  if (!staysAway()) {
    findPainted(target)
    mount(App, { target })
    document.querySelector('.bare')?.remove() // what index.html says when the app does not come
    void mindHelp().catch(() => undefined) // the next visit tries again
  }
}
