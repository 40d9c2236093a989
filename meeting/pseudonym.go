package meeting

import (
	"crypto/rand"
	"math/big"
	"strings"
)

// Words of pseudonyms: a colour or a quiet quality, and a bird, a plant or a
// landscape. None reads as a given name, a drink, a drug or its by-name, a
// colour of skin, or an unkind word for a person.
const (
	qualities = "Aqua Azure Blue Breezy Bright Bronze Calm Cedar Clear Cobalt Copper Crimson Dappled " +
		"Drifting Dusky Early Emerald Evening Fair Gentle Gilded Glad Golden Green Humming Ivory Kind Lavender " +
		"Leafy Lilac Little Lively Maple Mellow Misty Morning Mossy Orange Patient Peaceful Plum Quiet Rainy Resting " +
		"Rising Rosy Russet Sandy Silver Singing Sky Slate Soft Spring Starry Steady Still Sunlit Tawny Teal " +
		"Tender Turquoise Twilight Wandering Warm Wild Windy Winter Woodland"
	natures = "Acorn Avocet Bay Beech Birch Bluebell Bluff Canyon Cardinal Chickadee Clearing Cove " +
		"Crane Creek Curlew Cypress Delta Dove Dune Egret Elder Field Finch Firefly Fjord Flicker Garden Glade Goldfinch " +
		"Grove Harbor Heron Hill Hollow Inlet Island Kestrel Kingfisher Lagoon Larch Lark Linnet Lupine " +
		"Magnolia Marsh Meadow Mesa Mountain Nuthatch Oak Oriole Osprey Owl Path Pebble Pelican Pine Plover Pond " +
		"Prairie Puffin Quail Reef Ridge River Sandpiper Sequoia Shore Sparrow Spruce Starling Stream Sunflower Swallow Swan Swift " +
		"Tanager Tern Thicket Thistle Thrush Towhee Trail Valley Warbler Waterfall Waxwing Willet Woodpecker Yarrow"
)

// Suggestions returns n different pseudonyms, such as "Blue Heron"; n is 1 to
// 20.
func Suggestions(n int) []string {
	first, second := strings.Fields(qualities), strings.Fields(natures)
	taken := map[string]bool{}
	for len(taken) < n {
		taken[pick(first)+" "+pick(second)] = true
	}
	names := make([]string, 0, n)
	for name := range taken {
		names = append(names, name)
	}
	return names
}

// pick returns one of words at random, so that nothing can be told from a
// pseudonym about who took it, or when.
func pick(words []string) string {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(len(words))))
	if err != nil {
		panic(err) // crypto/rand never fails on supported systems
	}
	return words[i.Int64()]
}
