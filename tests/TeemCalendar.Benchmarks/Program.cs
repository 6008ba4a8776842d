using System.Globalization;
using TeemCalendar.Benchmarks;

// dotnet run -c Release --project tests/TeemCalendar.Benchmarks -- sandbox [--json FILE] [--rooms N] [--events N] [--seconds N]
if (args is ["make-tenant", var file, var rooms, var events])
{
    LargeTenant.Make(file, Whole(rooms), Whole(events));
    return 0;
}
if (args is not ["sandbox", .. var given] || given.Length % 2 != 0)
{
    Console.Error.WriteLine("Say: sandbox [--json FILE] [--rooms N] [--events N] [--seconds N]");
    return 2;
}
var options = given.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
int Number(string name, int usual) => options.TryGetValue(name, out var text) ? Whole(text) : usual;
var json = SandboxBenchmark.Run(Number("--rooms", 10_000), Number("--events", 200), TimeSpan.FromSeconds(Number("--seconds", 3)));
Console.WriteLine(json);
if (options.TryGetValue("--json", out var path)) File.WriteAllText(path, json + Environment.NewLine);
return 0;
