using TeemCalendar.Core;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Onboarding;
using TeemCalendar.Core.Sync;
using TeemCalendar.Core.Sync.Notifications;
using TeemCalendar.Worker.Notifications;

namespace TeemCalendar.Worker.Sync;

/// <summary>One synchronisation, from signing in to its end.</summary>
internal sealed class SyncRun
{
    readonly SyncOptions options;
    readonly Tenant tenant;
    readonly SyncEngine engine;
    readonly SyncLines lines;
    bool isWell = true;

    SyncRun(SyncOptions options, Tenant tenant, SyncEngine engine, SyncLines lines) => (this.options, this.tenant, this.engine, this.lines) = (options, tenant, engine, lines);

    /// <summary>Runs it to its end: of one round when that is read, else when it is stopped.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(SyncOptions options, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var lines = new SyncLines(output, error, options.Json, options.Connection.Clock);
        using var tenant = await Tenant.ConnectAsync(options.Connection with { DeviceCodePrompt = (code, _) => Show(code, lines) }, cancel);
        CheckRooms(options, tenant);
        var run = new SyncRun(options, tenant, await tenant.OpenSyncAsync(cancel), lines);
        if (await OtherWriter.CheckAsync(tenant, run.Request, cancel) is { } other) lines.Tell(other);
        if (options.Once) return await run.RoundAsync(cancel);
        await run.GoOnAsync(cancel);
        return ExitCode.Success;
    }

    SyncRequest Request => new() { Mailboxes = options.Rooms, Write = options.Write, ReleaseAfter = options.ReleaseAfter };

    async Task<int> RoundAsync(CancellationToken cancel)
    {
        try
        {
            await foreach (var result in engine.RunRoundAsync(Request, cancel).WithSummaryAsync(tenant, cancel)) Take(result);
        }
        catch (OperationCanceledException e) when (cancel.IsCancellationRequested)
        {
            throw new WorkerFailure(ExitCode.Stopped, "Stopped. What was read is stored, and the next round goes on from there.", e);
        }
        lines.Summary();
        return isWell ? ExitCode.Success : ExitCode.ChapterFailed;
    }

    /// <summary>Goes on until it is stopped, which is how it is meant to end.</summary>
    async Task GoOnAsync(CancellationToken cancel)
    {
        var told = await ListenAsync(cancel);
        try
        {
            await foreach (var result in engine.RunAsync(Request, options.Interval, cancel).WithSummaryAsync(tenant, cancel)) Take(result);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // In order: rooms in flight have ended, and what they had not committed is read again next time.
        }
        finally
        {
            if (told is not null) await told.DisposeAsync();
            lines.Summary();
        }
    }

    async Task<ToldRooms?> ListenAsync(CancellationToken cancel)
    {
        if (options.Listen is not { } port) return null;
        if (tenant.Store.GetAccount() is { AccessMode: AccessMode.Delegate } account)
            throw WorkerFailure.Input($"--listen: {account.Login} has delegate access, and Microsoft tells a person of changes in his own mailbox only. Leave it out: the rooms are polled.");
        var access = await tenant.OpenReadingAsync(cancel);
        var keeper = new SubscriptionKeeper(access.Subscriptions, Wanted, engine.Nudge, lines.Tell, tenant.Clock);
        return await ToldRooms.StartAsync(keeper, port, options.NotifyAddress, cancel);
    }

    void Take(SyncResult result)
    {
        isWell &= result.Outcome == SyncOutcome.Synchronised;
        lines.Result(result);
    }

    /// <summary>Of the calendars that are registered now, those that were asked for.</summary>
    IReadOnlyList<RoomCalendar> Wanted()
    {
        var calendars = tenant.Store.GetCalendars();
        return options.Rooms is { } rooms ? [.. calendars.Where(calendar => rooms.Contains(calendar.Mailbox, StringComparer.OrdinalIgnoreCase))] : calendars;
    }

    static Task Show(DeviceCode code, SyncLines lines)
    {
        lines.Tell(code.Login is null ? code.Message : $"{code.Message} Sign in as {code.Login}.");
        return Task.CompletedTask;
    }

    static void CheckRooms(SyncOptions options, Tenant tenant)
    {
        if (tenant.Store.GetAccount() is null)
            throw WorkerFailure.Input($"No calendar account is stored in {tenant.StorePath}. Connect it with Connect-TeemCalendarAccount -StorePath, or in a sandbox with 'rehearse --store'; or name the store that has it with --store.");
        var calendars = tenant.Store.GetCalendars();
        if (calendars.Count == 0)
            throw WorkerFailure.Input($"No room calendar is registered in {tenant.StorePath}. Register them with Add-TeemRoomCalendar, or in a sandbox with 'rehearse --store'; or name the store that has them with --store.");
        if (options.Rooms?.Except(calendars.Select(calendar => calendar.Mailbox), StringComparer.OrdinalIgnoreCase).ToList() is { Count: > 0 } strangers)
            throw WorkerFailure.Input($"--rooms: {string.Join(", ", strangers)}: no such calendar is registered. Add-TeemRoomCalendar registers it; Get-TeemRoomCalendar shows those that are.");
    }
}
