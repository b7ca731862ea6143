package sheet

import (
	"reflect"
	"strings"
	"testing"
)

func TestRecords(t *testing.T) {
	for _, c := range []struct {
		name, file string
		want       []Record
	}{
		{"a cell over two lines", "title\na;\"b\nc\";d;e\n\nf;g;h;i\n", []Record{
			{Line: 1, Cells: []string{"title"}}, {Line: 2, Cells: []string{"a", "b\nc", "d", "e"}}, {Line: 4, Cells: []string{""}}, {Line: 5, Cells: []string{"f", "g", "h", "i"}},
		}},
		{"a quote inside a cell", "a;b 12\" c;d;e\n", []Record{{Line: 1, Cells: []string{"a", "b 12\" c", "d", "e"}}}},
		{"a quote that nothing closes", "a;\"b;c;d\ne;f;g;h\n", []Record{
			{Line: 1, Problem: "guillemet qui ne se referme pas"}, {Line: 2, Cells: []string{"e", "f", "g", "h"}},
		}},
		{"a quote that another cell would close", "a;\"b;c;d\ne;\"f\";g;h\n", []Record{
			{Line: 1, Problem: "guillemet qui ne se referme pas"}, {Line: 2, Cells: []string{"e", "f", "g", "h"}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := OpenRecords(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			var got []Record
			for {
				record, err := r.Next()
				if err != nil {
					break
				}
				record.Cells = append([]string(nil), record.Cells...)
				got = append(got, record)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v\nwant %+v", got, c.want)
			}
		})
	}
}
