package law
import ("testing";"os";"math/rand";"time";"testing/fstest")
func TestHang(t *testing.T){
 var seeds [][]byte
 for _, n := range []string{"textes.yaml","actes/g.yaml","actes/mcg.yaml","forfaits/forfait_medecin_traitant_annuel.yaml"} { s,_:=os.ReadFile("../regles/"+n); seeds=append(seeds,s)}
 end:=time.Now().Add(25*time.Second); n:=0
 for time.Now().Before(end) {
  s:=append([]byte(nil), seeds[rand.Intn(len(seeds))]...)
  for k:=0;k<1+rand.Intn(5);k++ { i:=rand.Intn(len(s)); switch rand.Intn(3){case 0: s[i]=" \n\t:{}[],#'\"-?>|&*!%@a1"[rand.Intn(23)]; case 1: j:=min(len(s),i+rand.Intn(20)); s=append(s[:i:i],s[j:]...); case 2: j:=rand.Intn(len(s)); a,b:=min(i,j),max(i,j); b=min(b,a+60); s=append(s[:i:i], append(append([]byte(nil),s[a:b]...), s[i:]...)...)}; if len(s)==0{s=[]byte("a")}}
  st:=time.Now()
  done:=make(chan bool)
  go func(){ Load(fstest.MapFS{"textes.yaml":{Data:s},"actes/r.yaml":{Data:s}},"x"); 
   for _, file := range []string{"textes.yaml", "entrees.yaml", "actes/r.yaml"} { if _, f := loadOne(file, s); len(f)==0 { checkRoundTrip(t,file,s)} }
   done<-true }()
  select{case <-done: case <-time.After(3*time.Second): os.WriteFile("/tmp/hang.yaml",s,0o644); panic("hang")}
  if d:=time.Since(st); d>300*time.Millisecond { t.Log("slow",d,len(s)) }
  if t.Failed(){ os.WriteFile("/tmp/bad.yaml",s,0o644); return}
  n++
 }
 t.Log(n)
}
