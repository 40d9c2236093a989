// For browsers that know no modules: what index.html says instead of the app is shown at once.
document.documentElement.className = 'old'
