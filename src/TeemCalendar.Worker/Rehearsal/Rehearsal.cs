using System.Diagnostics;
using System.Globalization;
using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Http;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Storage;
using TeemCalendar.Sandbox;
using TeemCalendar.Sandbox.Calendars;

namespace TeemCalendar.Worker.Rehearsal;

/// <summary>One rehearsal: a room list, a sandbox tenant, and the whole guide between them.</summary>
internal sealed class Rehearsal
{
    readonly RehearsalOptions options;
    readonly RoomSource source;
    readonly SandboxTenant sandbox;
    readonly PropagationWeather? propagation;
    readonly Account account;
    readonly RehearsalTally tally = new();

    Rehearsal(RehearsalOptions options, RoomSource source, SandboxTenant sandbox, PropagationWeather? propagation, TextWriter output)
    {
        this.options = options;
        this.source = source;
        this.sandbox = sandbox;
        this.propagation = propagation;
        account = new(output);
    }

    /// <summary>The guide's suggestion: an address that is easily recognised.</summary>
    string ServiceAccount => $"teem@{source.Domains[0]}";

    /// <summary>Runs a rehearsal to its end.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(RehearsalOptions options, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        options.CheckFiles();
        var source = RoomSource.Read(options.Rooms);
        await source.TellRefusalsAsync(error);
        var wanted = WeatherFile.Apply(options.Weather, source.Tenant with { History = options.History });
        var sandbox = TenantFile.Open(options.Tenant, options.Seed, wanted);
        var rehearsal = new Rehearsal(options, source, sandbox, wanted.Weather?.Propagation, output);
        ReportContent report;
        try
        {
            report = await rehearsal.GuideAsync(cancel);
        }
        finally
        {
            // Also after Ctrl+C: the store knows what was done, and the tenant has to know it too.
            TenantFile.Close(sandbox);
        }
        clock.Stop();
        if (options.Json is { } json) await OutputFile.WriteAsync("--json", json, RehearsalJson.Write(source.List.Rooms.Count, rehearsal.tally, sandbox.Counters, clock.Elapsed), cancel);
        if (options.Report is { } page) await OutputFile.WriteAsync("--report", page, Report.Render(report), cancel);
        return rehearsal.Close(clock.Elapsed);
    }

    async Task<ReportContent> GuideAsync(CancellationToken cancel)
    {
        using var tenant = await ConnectAsync(cancel);
        account.Opening(source, $"{tenant.Domain} (sandbox{(options.Tenant is { } file ? $", kept in {file.Name}" : "")})", ServiceAccount, options.Access);
        var guide = new WholeGuide(tenant, new OnboardingRequest { Rooms = source.List.Rooms, ServiceAccount = ServiceAccount, AccessMode = options.Access, SendSummary = true });

        await ApplyAsync(guide, cancel);
        await WaitForRightsAsync(cancel);
        await SynchroniseAsync(guide, tenant, cancel);

        account.Heading("How it stands");
        tally.Checks = await guide.VerifyAsync(cancel);
        account.LastChecks(tally.Checks);
        return new ReportContent
        {
            Tenant = tenant.Domain,
            By = tenant.Account,
            ServiceAccount = ServiceAccount,
            AccessMode = options.Access,
            MadeAt = tenant.Clock.GetUtcNow(),
            Rooms = source.List.Rooms,
            Refusals = source.List.Refusals,
            Changes = tally.Changes,
            Checks = tally.Checks,
            Rounds = tally.Rounds,
            Failures = tally.Failures,
            CalendarsRegistered = tally.CalendarsRegistered,
            Reservations = tally.Reservations,
        };
    }

    Task<Tenant> ConnectAsync(CancellationToken cancel)
    {
        var facts = sandbox.Facts;
        return Tenant.ConnectAsync(new ConnectOptions
        {
            Cloud = Cloud.Sandbox,
            TenantId = facts.TenantId.ToString(),
            SignIn = new SecretSignIn(facts.ClientId.ToString(), facts.ClientSecret),
            Wire = sandbox.CreateHandler(),
            Clock = sandbox.Clock,
            Limits = RetryLimits.Default.ByClock(sandbox.Speed),
            StorePath = options.Store?.FullName,
            // The person at the other browser, who in a rehearsal is always there.
            DeviceCodePrompt = (code, _) => sandbox.EnterDeviceCode(code.UserCode, code.Login ?? ServiceAccount) is { } page
                ? throw SignInErrors.AtTheBrowser(page, code.Login ?? ServiceAccount, facts.Domain) : Task.CompletedTask,
        }, cancel);
    }

    async Task ApplyAsync(WholeGuide guide, CancellationToken cancel)
    {
        account.Heading("What was found, and what is to change");
        var plan = await guide.PlanAsync(cancel);
        tally.Planned.AddRange(plan.Changes);
        foreach (var (chapter, i) in plan.Chapters.Select((chapter, i) => (chapter, i)))
            account.Plan(i + 1, chapter.Title, chapter.Found, chapter.Changes.ToList(), chapter.Problems.Select(problem => problem.Explained).ToList());

        account.Heading("What changed");
        await foreach (var result in guide.ApplyAsync(plan, _ => Task.FromResult(true), cancel)) tally.Changes.Add(result.Change);
        foreach (var chapter in plan.Chapters) account.Changed(chapter.Title, tally.Changes.Where(change => change.Chapter == chapter.Chapter).ToList());

        account.Heading("What was read back");
        var checks = await guide.VerifyAsync(cancel);
        var titles = plan.Chapters.ToDictionary(chapter => chapter.Chapter, chapter => chapter.Title);
        foreach (var chapter in checks.GroupBy(check => check.Chapter)) account.Verified(titles.GetValueOrDefault(chapter.Key, chapter.Key), chapter.ToList());
    }

    /// <summary>New rights are not effective at once: an administrator would come back after some hours. Here it is the tenant's clock that lets them pass.</summary>
    async Task WaitForRightsAsync(CancellationToken cancel)
    {
        if (propagation is null || tally.Applied == 0) return;
        var wait = options.Access == AccessMode.Delegate ? propagation.Sharing.To : propagation.Permissions.To;
        account.Labelled("waited", string.Create(CultureInfo.InvariantCulture, $"{wait.TotalHours:0.##} hours of the tenant's time, in which new rights become effective"));
        await Task.Delay(wait, sandbox.Clock, cancel);
    }

    async Task SynchroniseAsync(WholeGuide guide, Tenant tenant, CancellationToken cancel)
    {
        account.Heading("Synchronisation");
        try
        {
            for (var round = 1; round <= options.Rounds; round++)
            {
                if (round > 1) account.Labelled("", $"People at work: {sandbox.Stir(round).ToString("N0", CultureInfo.InvariantCulture)} meetings made or altered.");
                var results = new List<SyncResult>();
                await foreach (var result in guide.SyncAsync(cancel)) results.Add(result);
                tally.Rounds.AddRange(results);
                account.Round(round, results);
                if (round == 1) account.Labelled("mail", await guide.SendSummaryAsync(results, cancel) is { } mail ? $"'{mail.Subject}', to {mail.To}" : "none: the summary goes out once, after the first synchronisation");
            }
        }
        catch (TeemException e)
        {
            tally.Failures.Add(e.Explained);
            account.Labelled("failed", e.Explained);
        }
        tally.CalendarsRegistered = tenant.Store.GetCalendars().Count;
        tally.Reservations = tenant.Store.CountReservations(ReservationFilter.All);
        account.Labelled("stored", string.Create(CultureInfo.InvariantCulture, $"{tally.CalendarsRegistered:N0} calendars registered, {tally.Reservations:N0} reservations"));
    }

    int Close(TimeSpan elapsed)
    {
        account.Closing(tally, source, sandbox.Counters, elapsed);
        return source.List.Refusals.Count > 0 ? ExitCode.InputRefused : tally.IsWell ? ExitCode.Success : ExitCode.ChapterFailed;
    }
}
