using System.Text.Json.Nodes;
using System.Threading.Channels;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Worker;

namespace TeemCalendar.Core.Tests.Worker;

/// <summary>The headless host, against a tenant that is served over a real socket.</summary>
[Collection(RehearsedTenantCollection.Name)]
public sealed class SyncCommandTests(RehearsedTenant rehearsed) : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task OneRoundReadsEveryRoomThroughTheAccountOfTheStore()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        Assert.True(served.Tenant.Stir(3) > 0);

        var run = await WorkerRun.Of(served.Sync("--once"));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("3 rooms, 3 readings", run.Output, StringComparison.Ordinal);
        await served.AssertSameAsync();
        var writes = served.Tenant.Counters.Writes;
        // Nothing happened: the rooms have nothing to say, and only the summary is left.
        var quiet = await WorkerRun.Of(served.Sync("--once"));
        Assert.Single(quiet.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(writes, served.Tenant.Counters.Writes);
    }

    [Fact]
    public async Task JsonIsALineARoomOfThoseAskedFor()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        var run = await WorkerRun.Of(served.Sync("--once", "--json", "--rooms", "bay@meridian.example,COVE@meridian.example"));
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["bay@meridian.example", "cove@meridian.example"], lines.Select(line => line["mailbox"]!.ToString()).Order());
        Assert.All(lines, line => Assert.Equal("Synchronised", line["outcome"]!.ToString()));
    }

    [Fact]
    public async Task ItGoesOnUntilItIsStoppedAndEndsInOrder()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        using var stop = new CancellationTokenSource();
        using var output = new Lines();
        using var error = new StringWriter();
        var running = WorkerCommand.RunAsync(served.Sync("--json", "--interval", "1"), output, error, stop.Token);

        var seen = new Dictionary<string, int>();
        for (var line = await output.NextAsync(); seen.Values.Count(times => times > 1) < 3; line = await output.NextAsync())
            seen[JsonNode.Parse(line)!["mailbox"]!.ToString()] = seen.GetValueOrDefault(JsonNode.Parse(line)!["mailbox"]!.ToString()) + 1;
        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Empty(error.ToString());
        await served.AssertSameAsync();
    }

    [Fact]
    public async Task ItIsToldOfChangesAndTakesItsSubscriptionsBack()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        using var stop = new CancellationTokenSource();
        using var output = new Lines();
        using var error = new StringWriter();
        using var subscribed = new CountdownEvent(3);
        served.Wire.Watch = (request, _, _, acted) =>
        {
            if (acted && request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/subscriptions", StringComparison.Ordinal)) subscribed.Signal();
        };
        var deleted = 0;
        // A day between two readings: what is read sooner, Microsoft told of. Twice, since a room is also read when its subscription begins.
        var running = WorkerCommand.RunAsync(served.Sync("--json", "--interval", "86400", "--listen", "0"), output, error, stop.Token);
        await Task.Run(() => subscribed.Wait());
        for (var booking = 0; booking < 2; booking++)
        {
            await served.BookAsync("bay@meridian.example", new DateTimeOffset(DateTime.UtcNow.Date, default).AddDays(30).AddHours(2 + booking));
            while (JsonNode.Parse(await output.NextAsync()) is not { } result || result["mailbox"]!.ToString() != "bay@meridian.example" || (int)result["added"]! == 0) { }
        }
        served.Wire.Watch = (request, _, _, acted) =>
        {
            if (acted && request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.Contains("/subscriptions/", StringComparison.Ordinal)) Interlocked.Increment(ref deleted);
        };

        await stop.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(3, deleted);
        Assert.Empty(error.ToString());
        await served.AssertSameAsync();
    }

    [Theory]
    [InlineData("Say how to sign in")]
    [InlineData("--tenant-id", "--certificate", "key.pfx")]
    [InlineData("--client-id", "--certificate", "key.pfx", "--tenant-id", "contoso.com")]
    [InlineData("no such file", "--certificate", "key.pfx", "--tenant-id", "contoso.com", "--client-id", "4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb")]
    [InlineData("--certificate-password", "--certificate", "key.pfx", "--tenant-id", "contoso.com", "--client-id", "4c2fd6a1-37a0-4bf5-8f0c-1d1f4bcd6dbb", "--certificate-password", "hunter2")]
    [InlineData("--certificate", "--managed-identity", "--certificate", "key.pfx")]
    [InlineData("--store", "--sandbox", "line.json")]
    [InlineData("cannot be read", "--sandbox", "missing.json", "--store", "store.db")]
    [InlineData("--listen", "--managed-identity", "--listen", "0")]
    [InlineData("https addresses only", "--managed-identity", "--listen", "0", "--notify-url", "http://calendar.contoso.com/")]
    [InlineData("--notify-url", "--managed-identity", "--notify-url", "https://calendar.contoso.com/")]
    [InlineData("--notify-url", "--managed-identity", "--notify-url", "calendar")]
    [InlineData("--listen", "--managed-identity", "--once", "--listen", "0", "--notify-url", "https://calendar.contoso.com/")]
    [InlineData("--interval", "--managed-identity", "--interval", "0")]
    [InlineData("--release-after", "--managed-identity", "--release-after", "soon")]
    public async Task WhatCannotBeUsedIsASentence(string about, params string[] args)
    {
        var run = await WorkerRun.Of(["sync", .. args.Select(arg => arg.EndsWith(".pfx", StringComparison.Ordinal) || arg.EndsWith(".json", StringComparison.Ordinal) || arg.EndsWith(".db", StringComparison.Ordinal) ? folder[arg] : arg)]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(about, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("https://login.microsoftonline.com/")]
    [InlineData("http://192.0.2.1/login")]
    [InlineData("https://127.0.0.1:1/login")]
    public async Task ASandboxIsReachedOnThisComputerOnly(string login)
    {
        var line = folder.Write("line.json", $$"""{"tenantId":"t","clientId":"c","clientSecret":"hunter2","login":"{{login}}"}""");
        var run = await WorkerRun.Of("sync", "--sandbox", line, "--store", folder["store.db"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("loopback", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStoreWithoutAccountOrCalendarSaysWhatToDo()
    {
        await using var served = await ServedTenant.OpenAsync(rehearsed);
        var none = await WorkerRun.Of([.. served.Sync("--once").Select(arg => arg.EndsWith("store.db", StringComparison.Ordinal) ? folder["new.db"] : arg)]);
        Assert.Equal(2, none.ExitCode);
        Assert.Contains("Connect-TeemCalendarAccount", none.Error, StringComparison.Ordinal);
        using (var store = served.OpenStore())
            foreach (var calendar in store.GetCalendars()) store.RemoveCalendar(calendar.RoomId);
        var empty = await WorkerRun.Of(served.Sync("--once"));
        Assert.Equal(2, empty.ExitCode);
        Assert.Contains("Add-TeemRoomCalendar", empty.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await WorkerRun.Of(served.Sync("--once", "--rooms", "nobody@meridian.example"))).ExitCode);
    }

    /// <summary>An output whose lines somebody waits for.</summary>
    sealed class Lines : StringWriter
    {
        readonly Channel<string> lines = Channel.CreateUnbounded<string>();

        public ValueTask<string> NextAsync() => lines.Reader.ReadAsync();

        public override void WriteLine(string? value) => lines.Writer.TryWrite(value ?? "");
    }
}
