package cotation
import ("testing";"time";"github.com/opposable/opposable/day";"sort")
func TestZZ(t *testing.T){
 var ds []time.Duration; worst:=""
 for _,sp:=range []string{"medecine_generale","psychiatrie","pediatrie","cardiologie","gynecologie"}{ for _,se:=range []string{"1","2"}{
  for c:=int64(2000);c<=15000;c+=250{
   q:=&Puzzle{Moment:day.Moment{At:day.MustParse("2026-02-10")},Cents:c,Doctor:map[string]any{"specialite":sp,"secteur":se,"optam":false}}
   s:=time.Now(); d,_:=pricer().Decode(q,""); e:=time.Since(s); ds=append(ds,e)
   if e>25*time.Millisecond {t.Log(sp,se,c,e,len(d.Combinations))}
  }}}
 sort.Slice(ds,func(i,j int)bool{return ds[i]<ds[j]}); t.Log(worst,len(ds),ds[len(ds)/2],ds[len(ds)*95/100],ds[len(ds)-1])
}
