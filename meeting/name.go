package meeting

// Suggestions returns n different pseudonyms, such as "Blue Heron"; n is 1 to
// 20.
func Suggestions(n int) []string { panic("contract") }

// CleanName returns a name as it is shown: NFC, without space around it, 1 to
// 40 characters. Its fault names field and says kindly why a name will not do.
func CleanName(field, name string) (string, error) { panic("contract") }

// Fold returns the skeleton of a name: two names that a reader may take for
// each other have the same one. It is for comparing, not for showing.
func Fold(name string) string { panic("contract") }
