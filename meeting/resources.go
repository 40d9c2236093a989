package meeting

import (
	"context"
	"fmt"
	"net/url"

	"warmroom/fault"
	"warmroom/moderation"
)

// maxResources is how many resources an organisation can have.
const maxResources = 30

// Resource is a place on the web that an organisation points its people to. It
// belongs to no side of the house: everybody may see it.
type Resource struct {
	Title    string // 1 to 80 characters
	URL      string // https, at most 300 characters
	About    string // what it is, at most 200 characters
	Language string // of those who can use it: "en", "es", or empty for all
}

// Resources returns those of a member of staff's organisation, in their order.
// Kind: Unauthenticated.
func (s *Service) Resources(ctx context.Context, by AccountID) ([]Resource, error) {
	o, err := s.Lines(ctx, by)
	return o.Resources, err
}

// ResourcesVersion names a list of resources.
func ResourcesVersion(resources []Resource) string {
	return versionOf(append([]Resource{}, resources...))
}

// PutResources replaces the resources of an organisation; based is the
// ResourcesVersion of what they were made from, or nothing. Managers only.
// Kinds: Forbidden, Invalid naming the field, Conflict "list_changed".
func (s *Service) PutResources(ctx context.Context, by AccountID, based string, resources []Resource) ([]Resource, error) {
	var put []Resource
	err := s.store.InTx(ctx, func(tx Store) error {
		who, err := readStaff(ctx, tx, by)
		if err != nil {
			return err
		}
		if err := who.may(moderation.EditResources, Group{Organisation: who.account.Organisation}); err != nil {
			return err
		}
		if put, err = cleanResources(resources); err != nil {
			return err
		}
		o, err := tx.Organisation(ctx, who.account.Organisation)
		if err != nil {
			return err
		}
		if err := fits(based, ResourcesVersion(o.Resources)); err != nil {
			return err
		}
		o.Resources = put
		return tx.PutOrganisation(ctx, o)
	})
	return put, fault.Wrap(err, "put resources")
}

func cleanResources(resources []Resource) ([]Resource, error) {
	if len(resources) > maxResources {
		return nil, fault.Field("resources", fmt.Sprintf("at most %d", maxResources))
	}
	clean := make([]Resource, len(resources))
	for i, r := range resources {
		field := func(name string) string { return fmt.Sprintf("resources[%d].%s", i, name) }
		var badTitle, badAbout, badLanguage error
		r.Title, badTitle = line(field("title"), r.Title, 1, 80)
		r.About, badAbout = line(field("about"), r.About, 0, 200)
		if r.Language != "" {
			badLanguage = oneOf(field("language"), r.Language, "en", "es")
		}
		if err := first(badTitle, badAbout, badLanguage, webAddress(field("url"), r.URL)); err != nil {
			return nil, err
		}
		clean[i] = r
	}
	return clean, nil
}

// webAddress checks an address that people are led to: over TLS, with nothing
// in it that says who somebody is.
func webAddress(field, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || len(address) > 300 {
		return fault.Field(field, "an address such as https://example.org/page").Because(err)
	}
	return nil
}
