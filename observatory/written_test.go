package observatory

import "testing"

func TestDayOf(t *testing.T) {
	for text, want := range map[string]string{
		"2025": "2025-12-31", "2025.0": "2025-12-31", "2025-06": "2025-06-30", "2024-02": "2024-02-29", "2025-T2": "2025-06-30", "2025T4": "2025-12-31", "2025 t1": "2025-03-31",
		"2025-06-30": "2025-06-30", "30/06/2025": "2025-06-30", "2025-06-30T00:00:00Z": "2025-06-30",
		"": "", "2025-T5": "", "2025-13": "", "2025-02-30": "", "20250630": "", "hier": "",
	} {
		d, err := dayOf(text)
		if got := d.String(); want != "" && (err != nil || got != want) || want == "" && err == nil {
			t.Errorf("%q gives %s, %v; want %q", text, got, err, want)
		}
	}
}

func TestNumberOf(t *testing.T) {
	for text, want := range map[string]string{
		"1 646": "1646", "1\u202f646": "1646", "4,2": "4.2", "4.2": "4.2", "-1.7": "-1.7", "4,2 %": "4.2", "0.1234564": "0.123456", "0.1234565": "0.123457",
		"0.9999996": "1.000000", "-0.9999996": "-1.000000", "9.9999999": "10.000000", "1.9999999": "2.000000",
		"": "", "NS": "", "1e3": "", "1.2.3": "", ".5": "", "1.": "",
	} {
		got, err := numberOf(text)
		if got != want || (want == "") != (err != nil) {
			t.Errorf("%q gives %q, %v; want %q", text, got, err, want)
		}
	}
}
