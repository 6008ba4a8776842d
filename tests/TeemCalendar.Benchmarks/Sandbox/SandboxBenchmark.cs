using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Benchmarks.Sandbox;

/// <summary>How long a large tenant takes to load and to write, what memory it takes, and how many requests a second it answers in the process.</summary>
internal static class SandboxBenchmark
{
    const string Graph = "https://graph.microsoft.com/v1.0";
    static readonly JsonSerializerOptions Format = new() { WriteIndented = true };
    const int BatchSize = 20, Page = 50;

    internal static string Run(int rooms, int events, TimeSpan each)
    {
        var folder = Directory.CreateTempSubdirectory("teem-benchmark-");
        try
        {
            var file = Path.Combine(folder.FullName, "tenant.json");
            // Made by another process, whose memory is not counted here.
            Elsewhere.Run(MakeTenantCommand.Name, file, $"{rooms}", $"{events}");
            var size = new FileInfo(file).Length;

            var cpu = Process.GetCurrentProcess().TotalProcessorTime;
            var watch = Stopwatch.StartNew();
            var tenant = SandboxTenant.Open(file);
            var load = watch.Elapsed;
            // What it would take on a machine that does nothing else is between the two.
            var loadCpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
            var loaded = Process.GetCurrentProcess().WorkingSet64;

            var speed = Speeds(tenant, rooms, each);
            watch.Restart();
            tenant.Save();
            var save = watch.Elapsed;

            using var process = Process.GetCurrentProcess();
            return JsonSerializer.Serialize(new
            {
                rooms,
                events = (long)rooms * events,
                fileBytes = size,
                loadSeconds = Round(load.TotalSeconds),
                loadCpuSeconds = Round(loadCpu.TotalSeconds),
                saveSeconds = Round(save.TotalSeconds),
                workingSetBytesLoaded = loaded,
                workingSetBytesAtEnd = process.WorkingSet64,
                workingSetBytesPeak = process.PeakWorkingSet64,
                requestsPerSecond = speed.ToDictionary(s => s.Key, s => Math.Round(s.Value)),
                // Of one run on one machine: they stay where figures do not.
                ratios = new
                {
                    placeToUser = Round(speed["place"] / speed["user"]),
                    calendarViewToUser = Round(speed["calendarView"] / speed["user"]),
                    calendarViewOfAllToUser = Round(speed["calendarViewOfAll"] / speed["user"]),
                    batchedUserToUser = Round(speed["batchedUser"] / speed["user"]),
                    loadToSave = Round(load / save),
                },
                cores = Environment.ProcessorCount,
            }, Format);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static Dictionary<string, double> Speeds(SandboxTenant tenant, int rooms, TimeSpan each)
    {
        var now = tenant.Now.UtcDateTime.Date;
        var window = $"startDateTime={now:yyyy-MM-dd}T00:00:00Z&endDateTime={now.AddDays(14):yyyy-MM-dd}T00:00:00Z";
        return new()
        {
            ["user"] = Measure(tenant, each, n => new(HttpMethod.Get, $"{Graph}/users/{LargeTenant.Address(n % rooms)}")),
            ["place"] = Measure(tenant, each, n => new(HttpMethod.Get, $"{Graph}/places/{LargeTenant.Address(n % rooms)}")),
            // A hundred rooms again and again, as displays ask; then every time another one, as a synchronisation of all does.
            ["calendarView"] = Measure(tenant, each, n => new(HttpMethod.Get, $"{Graph}/users/{LargeTenant.Address(n % Math.Min(rooms, 100))}/calendarView?{window}&$top={Page}")),
            ["calendarViewOfAll"] = Measure(tenant, each, n => new(HttpMethod.Get, $"{Graph}/users/{LargeTenant.Address(n % rooms)}/calendarView?{window}&$top={Page}")),
            ["batchedUser"] = BatchSize * Measure(tenant, each, n => new(HttpMethod.Post, $"{Graph}/$batch")
            {
                Content = new StringContent(new JsonObject
                {
                    ["requests"] = new JsonArray([.. Enumerable.Range(0, BatchSize).Select(i => (JsonNode)new JsonObject { ["id"] = $"{i}", ["method"] = "GET", ["url"] = $"/users/{LargeTenant.Address((n * BatchSize + i) % rooms)}" })]),
                }.ToJsonString(), Encoding.UTF8, "application/json"),
            }),
        };
    }

    /// <summary>Requests a second of as many callers as there are cores, each of which waits for its answer.</summary>
    static double Measure(SandboxTenant tenant, TimeSpan time, Func<int, HttpRequestMessage> request)
    {
        var authorization = new AuthenticationHeaderValue("Bearer", ReadyToken.Of(tenant));
        Calls(TimeSpan.FromSeconds(1));
        return Calls(time);

        double Calls(TimeSpan until)
        {
            var (next, done, watch) = (0, 0, Stopwatch.StartNew());
            Parallel.For(0, Environment.ProcessorCount, _ =>
            {
                using var http = new HttpClient(tenant.CreateHandler());
                while (watch.Elapsed < until)
                {
                    using var message = request(Interlocked.Increment(ref next) * 7919);
                    message.Headers.Authorization = authorization;
                    using var answer = http.SendAsync(message).GetAwaiter().GetResult();
                    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{message.RequestUri}: {answer.StatusCode}");
                    Interlocked.Increment(ref done);
                }
            });
            return done / watch.Elapsed.TotalSeconds;
        }
    }

    static double Round(double number) => Math.Round(number, 2);
}
