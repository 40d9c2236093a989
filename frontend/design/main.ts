import '../src/tokens.css'
import '../src/app.css'
import { mount } from 'svelte'
import { chooseLanguage, speech } from '../src/i18n/i18n.svelte'
import Design from './Design.svelte'
import WholePages from './WholePages.svelte'

const target = document.getElementById('app')
if (target) {
  await chooseLanguage()
  await speech.all()
  // A whole page stands alone, for the frame that shows it.
  const which = new URLSearchParams(location.search).get('page')
  if (which) mount(WholePages, { target, props: { which } })
  else mount(Design, { target })
}
