package cotation

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/opposable/opposable/day"
	"github.com/opposable/opposable/facts"
)

func TestShow(t *testing.T) {
	for _, s := range []string{os.Getenv("SHOW")} {
		if s == "" {
			continue
		}
		o, err := facts.Decode([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		v, err := pricer().Read(o, day.Moment{})
		if err != nil {
			t.Fatal(err)
		}
		a := pricer().Price(v, Options{})
		b, _ := json.MarshalIndent(a, "", " ")
		fmt.Println(string(b))
		for i := range a.Refused {
			fmt.Println(a.Refused[i].Reason())
		}
	}
}
