namespace TeemCalendar.Sandbox.Tests.Weather;

public sealed class WeatherFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("weather").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    string File(string json)
    {
        var path = Path.Combine(folder, "weather.json");
        System.IO.File.WriteAllText(path, json);
        return path;
    }

    [Fact]
    public void What_is_left_out_is_calm_or_as_documented()
    {
        var weather = SandboxWeather.Read(File("""{ "seed": 7, "speed": 60, "latency": { "graph": "00:00:00.2" }, "throttling": {}, "propagation": { "newObjects": { "from": "00:00:10", "to": "00:01:00" } }, "faults": { "resetAfter": 0.25 } }"""));
        Assert.Equal((7, 60d), (weather.Seed, weather.Speed));
        Assert.Equal(TimeSpan.FromMilliseconds(200), weather.Latency!.Graph);
        Assert.Equal(new LatencyWeather().Exchange, weather.Latency.Exchange);
        Assert.Equal((10_000, TimeSpan.FromMinutes(10), 4), (weather.Throttling!.MailboxRequests, weather.Throttling.MailboxWindow, weather.Throttling.MailboxAtOnce));
        Assert.Equal(new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)), weather.Propagation!.NewObjects);
        Assert.Equal(new(TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)), weather.Propagation.Permissions);
        Assert.Equal((0.25, 0d), (weather.Faults!.ResetAfter, weather.Faults.ResetBefore));
        Assert.IsType<FastClock>(weather.CreateClock());
        Assert.Equal(new SandboxWeather(), SandboxWeather.Read(File("{}")));
        Assert.Same(TimeProvider.System, new SandboxWeather().CreateClock());
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "no weather")]
    [InlineData("""{ "fault": {} }""", "fault")]
    [InlineData("""{ "faults": { "resetBefore": 1.5 } }""", "0 to 1")]
    [InlineData("""{ "faults": { "resetBefore": "often" } }""", "resetBefore")]
    [InlineData("""{ "latency": { "graph": "soon" } }""", "graph")]
    [InlineData("""{ "speed": 0 }""", "speed")]
    [InlineData("""{ "speed": 1e308 }""", "speed")]
    [InlineData("""{ "propagation": { "permissions": { "from": "02:00:00", "to": "00:30:00" } } }""", "permissions")]
    [InlineData("""{ "throttling": { "mailboxAtOnce": 0 } }""", "throttling")]
    public void A_file_that_holds_no_weather_says_why(string json, string why)
    {
        var message = Assert.Throws<InvalidDataException>(() => SandboxWeather.Read(File(json))).Message;
        Assert.Contains(why, message, StringComparison.OrdinalIgnoreCase);
        // In the file's words, not in this program's.
        Assert.DoesNotContain("TeemCalendar.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
    }
}
