package meeting

import (
	"context"
	"slices"

	"warmroom/fault"
	"warmroom/moderation"
)

// Theme is what clauses of the library have in common.
type Theme string

// The themes, in the order in which they are shown.
const (
	Confidentiality  Theme = "confidentiality"
	OnlineEtiquette  Theme = "online"
	NAMIStyle        Theme = "nami_style"
	NoCrossTalk      Theme = "no_cross_talk"
	CrossTalkIsFine  Theme = "cross_talk_welcome"
	FamilyClauses    Theme = "family"
	CourtLinkClauses Theme = "court_linked"
)

// LibraryClause is a clause in plain words that a group may take over, and
// word anew. ID is the same in every language.
type LibraryClause struct {
	ID    string
	Theme Theme
	Clause
}

// library returns all clauses in a language, by theme; in English for one that
// has none of its own.
func library(language string) []LibraryClause {
	if language == "es" {
		return spanishLibrary()
	}
	return englishLibrary()
}

// Library lists the clauses that a group may take over, in a language. What is
// for the other realm only is left out. Kinds: NotFound, Forbidden, Invalid
// "language".
func (s *Service) Library(ctx context.Context, by AccountID, g GroupID, language string) ([]LibraryClause, error) {
	if err := oneOf("language", language, "en", "es"); err != nil {
		return nil, err
	}
	var clauses []LibraryClause
	err := s.store.View(ctx, func(tx Store) error {
		_, g, err := permit(ctx, tx, by, moderation.ViewGroup, g)
		if err != nil {
			return err
		}
		other := FamilyClauses
		if g.Realm == moderation.Family {
			other = CourtLinkClauses
		}
		clauses = slices.DeleteFunc(library(language), func(c LibraryClause) bool { return c.Theme == other })
		return nil
	})
	return clauses, fault.Wrap(err, "read the library of clauses")
}

// starter returns the first agreements of a new group, in plain words of its
// language that follow its settings. A manager publishes the group's own when
// it has them.
func starter(g Group) []Clause {
	ids := []string{"stays_here", "limits"}
	switch g.Kind {
	case KindFamily:
		ids = append(ids, "loved_one", "for_us")
	case KindCourtLinked:
		ids = append(ids, "court_told")
	case KindRecovery, KindOpen:
	}
	ids = append(ids, "no_recording", "private_place", "own_life", "no_advice")
	if g.CrossTalk == CrossTalkWelcome {
		ids = append(ids, "answering")
	} else {
		ids = append(ids, "one_voice")
	}
	ids = append(ids, "pass", "camera_"+string(g.CameraRule), "kind", "more_help")
	all := library(g.Language)
	clauses := make([]Clause, 0, len(ids))
	for _, id := range ids {
		if i := slices.IndexFunc(all, func(c LibraryClause) bool { return c.ID == id }); i >= 0 {
			clauses = append(clauses, all[i].Clause)
		}
	}
	return clauses
}
