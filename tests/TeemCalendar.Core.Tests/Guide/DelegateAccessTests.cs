using System.Text;
using TeemCalendar.Core.Connection;
using TeemCalendar.Core.Exchange;
using TeemCalendar.Core.Graph;
using TeemCalendar.Core.Guide;
using TeemCalendar.Sandbox;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>The account as a delegate of rooms whose calendars have German and French names: what is given, what was there before, and what is taken back.</summary>
public sealed class DelegateAccessTests : IDisposable
{
    static readonly string[] Rooms = [GuideBench.German, GuideBench.French];

    readonly GuideBench bench = new();

    public void Dispose() => bench.Dispose();

    async Task<Tenant> ReadyAsync(Func<HttpMessageHandler, HttpMessageHandler>? around = null)
    {
        var tenant = await bench.ConnectAsync(around: around);
        var (_, errors) = await GuideBench.ApplyAsync(tenant, new ServiceAccounts(tenant, new ServiceAccountRequest { UserPrincipalName = GuideBench.Account }), new Applications(tenant, new ApplicationRequest()));
        Assert.Empty(errors);
        return tenant;
    }

    static DelegateAccess Chapter(Tenant tenant, bool full = false, bool notify = true) => new(tenant, ApplicationRequest.UsualName, GuideBench.Account, Rooms, full, notify);

    static DelegateRemoval Removal(Tenant tenant) => new(tenant, ApplicationRequest.UsualName, GuideBench.Account, Rooms);

    static async Task FolderAsync(Tenant tenant, string room, params string[] rights)
    {
        var folder = await DelegateRights.CalendarFolderAsync(tenant, room, default);
        await tenant.Exchange.InvokeAsync(AccessCommands.AddEditor(room, folder, GuideBench.Account, notify: false), default);
        await tenant.Exchange.InvokeAsync(AccessCommands.SetFolderRights(room, folder, GuideBench.Account, rights), default);
    }

    static async Task MailboxAsync(Tenant tenant, string room, params (string Name, object? Value)[] more) =>
        await tenant.Exchange.InvokeAsync(new("Add-MailboxPermission", [("Identity", room), ("User", GuideBench.Account), .. more]), default);

    /// <summary>What the rooms are like before, and how many changes it then takes: two for each room, and the consent.</summary>
    public static TheoryData<string, int> Before => new()
    {
        { "nothing", 5 }, { "half", 3 }, { "lesser", 5 }, { "single rights", 5 }, { "more", 3 }, { "delegate", 3 }, { "automapped", 3 }, { "other mailbox right", 5 }, { "inherited otherwise", 5 },
    };

    [Theory]
    [MemberData(nameof(Before))]
    public async Task From_whatever_there_was_to_done_and_back(string before, int changes)
    {
        using var tenant = await ReadyAsync();
        foreach (var room in Rooms)
            await (before switch
            {
                "half" when room == GuideBench.German => Both(room),
                "lesser" => FolderAsync(tenant, room, "Reviewer"),
                "single rights" => FolderAsync(tenant, room, "CreateItems", "ReadItems"),
                "more" => FolderAsync(tenant, room, "PublishingEditor"),
                "delegate" => DelegateAsync(room),
                "automapped" => MailboxAsync(tenant, room, ("AccessRights", new[] { "FullAccess" })),
                "other mailbox right" => MailboxAsync(tenant, room, ("AccessRights", new[] { "ReadPermission" }), ("AutoMapping", false)),
                "inherited otherwise" => MailboxAsync(tenant, room, ("AccessRights", new[] { "ReadPermission" }), ("InheritanceType", "None"), ("AutoMapping", false)),
                _ => Task.CompletedTask,
            });
        var state = bench.State();

        // A rehearsal sends nothing.
        var writes = bench.Sandbox.Counters.Writes;
        Assert.Equal(changes, (await GuideBench.PlanAsync(Chapter(tenant, full: true))).Steps.Count);
        Assert.Equal(writes, bench.Sandbox.Counters.Writes);
        Assert.Equal(state, bench.State());

        var (applied, errors) = await GuideBench.ApplyAsync(tenant, Chapter(tenant, full: true));
        Assert.Empty(errors);
        if (before == "lesser") Assert.Contains(applied, c => c.Differences.SequenceEqual([new Difference("Calendar", "Reviewer", "Editor")]));
        if (before == "other mailbox right") Assert.Contains(applied, c => c.Differences.SequenceEqual([new Difference("Mailbox", "ReadPermission", "ReadPermission, FullAccess")]));
        Assert.DoesNotContain(await Chapter(tenant, full: true).VerifyAsync(default), c => c.Status == CheckStatus.Fail);
        Assert.NotEqual(state, bench.State());

        // Done is done.
        var done = await GuideBench.PlanAsync(Chapter(tenant, full: true));
        Assert.Empty(done.Steps);
        Assert.Empty(done.Problems);

        var (_, left) = await GuideBench.ApplyAsync(tenant, Removal(tenant));
        // A room on which everything was there before has nothing to take back, and says so.
        Assert.All(left, e => Assert.Equal(("NotGrantedHere", GuideBench.German), (e.Id, e.Target)));
        Assert.Equal(before == "half" ? 1 : 0, left.Count);
        Assert.Equal(state, bench.State());

        async Task Both(string room)
        {
            await FolderAsync(tenant, room, "Editor");
            await MailboxAsync(tenant, room, ("AccessRights", new[] { "FullAccess" }), ("AutoMapping", false));
        }

        async Task DelegateAsync(string room)
        {
            var folder = await DelegateRights.CalendarFolderAsync(tenant, room, default);
            await tenant.Exchange.InvokeAsync(new ExchangeCommand("Add-MailboxFolderPermission", ("Identity", $"{room}:{folder}"), ("User", GuideBench.Account), ("AccessRights", new[] { "Editor" }),
                ("SharingPermissionFlags", "Delegate, CanViewPrivateItems")) with { Mailbox = room }, default);
        }
    }

    [Fact]
    public async Task Full_access_that_somebody_denied_is_one_error_a_room_and_the_denial_stays()
    {
        using var tenant = await ReadyAsync();
        await MailboxAsync(tenant, GuideBench.German, ("AccessRights", new[] { "FullAccess" }), ("Deny", true), ("AutoMapping", false));
        var (changes, errors) = await GuideBench.ApplyAsync(tenant, Chapter(tenant, full: true));
        Assert.Equal(("FullAccessDenied", GuideBench.German), errors.Select(e => (e.Id, e.Target)).Single());
        Assert.DoesNotContain(changes, c => c.Target == GuideBench.German);
        Assert.Equal(2, changes.Count(c => c.Target == GuideBench.French));
        // The calendar alone can be given all the same.
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant))).Errors);
    }

    /// <summary>What a mailbox inherits, no command can make.</summary>
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task An_inherited_entry_counts_as_exchange_counts_it(bool deny, int changes)
    {
        Inheriting? exchange = null;
        using var tenant = await ReadyAsync(wire => exchange = new Inheriting(wire));
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Chapter(tenant))).Errors);
        await MailboxAsync(tenant, GuideBench.German, ("AccessRights", new[] { "FullAccess" }), ("Deny", deny), ("AutoMapping", false));
        await MailboxAsync(tenant, GuideBench.French, ("AccessRights", new[] { "FullAccess" }), ("AutoMapping", false));
        exchange!.On = true;
        Assert.Equal(changes, (await GuideBench.PlanAsync(Chapter(tenant, full: true))).Changes.Count(c => c.Target == GuideBench.German));
    }

    /// <summary>Says of every mailbox permission that it is inherited.</summary>
    sealed class Inheriting(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        internal bool On { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (!On) return answer;
            // As it came: reading the text would put blanks into it.
            var (type, body) = (answer.Content.Headers.NonValidated["Content-Type"].ToString(), await answer.Content.ReadAsStringAsync(cancellationToken));
            answer.Content = new StringContent(body.Replace("\"IsInherited\":false", "\"IsInherited\":true", StringComparison.Ordinal));
            answer.Content.Headers.Remove("Content-Type");
            answer.Content.Headers.TryAddWithoutValidation("Content-Type", type);
            return answer;
        }
    }

    [Fact]
    public async Task A_right_that_somebody_changed_since_is_not_taken_back()
    {
        using var tenant = await ReadyAsync();
        await GuideBench.ApplyAsync(tenant, Chapter(tenant));
        var folder = await DelegateRights.CalendarFolderAsync(tenant, GuideBench.German, default);
        await tenant.Exchange.InvokeAsync(AccessCommands.SetFolderRights(GuideBench.German, folder, GuideBench.Account, ["Owner"]), default);

        var (changes, errors) = await GuideBench.ApplyAsync(tenant, Removal(tenant));
        Assert.Equal(("ChangedMeanwhile", GuideBench.German), errors.Select(e => (e.Id, e.Target)).Single());
        // The consent stays with the room that stays.
        Assert.Equal([GuideBench.French], changes.Select(c => c.Target));
    }

    [Fact]
    public async Task What_half_failed_is_taken_back_as_far_as_it_went()
    {
        using var tenant = await ReadyAsync(wire => new Refusing(wire, "Add-MailboxPermission"));
        var state = bench.State();
        var (_, errors) = await GuideBench.ApplyAsync(tenant, Chapter(tenant, full: true));
        Assert.Equal(2, errors.Count);
        Assert.Empty((await GuideBench.ApplyAsync(tenant, Removal(tenant))).Errors);
        Assert.Equal(state, bench.State());
    }

    /// <summary>Exchange, which refuses one command.</summary>
    sealed class Refusing(HttpMessageHandler inner, string command) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is { } content && await content.ReadAsStringAsync(cancellationToken) is var body && body.Contains(command, StringComparison.Ordinal))
                request.Content = new StringContent(body.Replace("\"FullAccess\"", "\"NoSuchRight\"", StringComparison.Ordinal), Encoding.UTF8, "application/json");
            return await base.SendAsync(request, cancellationToken);
        }
    }

    [Fact]
    public async Task A_person_accepts_the_invitation_and_the_account_s_own_token_sees_where_it_stands()
    {
        using var tenant = await ReadyAsync();
        // German names for the groups too: only their class tells them apart.
        await tenant.Exchange.InvokeAsync(new ExchangeCommand("Set-MailboxRegionalConfiguration", ("Identity", GuideBench.Account), ("Language", "de-DE"), ("LocalizeDefaultFolderName", true)) with { Mailbox = GuideBench.Account }, default);
        await GuideBench.ApplyAsync(tenant, Chapter(tenant));

        // Nobody is asked to sign in for a check; what is not known is a person's to do.
        var before = await AcceptanceAsync(tenant);
        Assert.All(before, c => Assert.Equal(CheckStatus.Manual, c.Status));
        Assert.All(before, c => Assert.Contains("has not signed in here", c.Detail, StringComparison.Ordinal));

        Assert.Empty((await GuideBench.ApplyAsync(tenant, new CalendarAccounts(tenant, new CalendarAccountRequest(GuideBench.Account, null, AccessMode.Delegate)))).Errors);
        Assert.All(await AcceptanceAsync(tenant), c => Assert.Equal((CheckStatus.Manual, true), (c.Status, c.Detail.Contains("in its list yet", StringComparison.Ordinal))));

        Assert.True(bench.Sandbox.AcceptSharingInvitation(GuideBench.Account, GuideBench.German));
        Assert.True(bench.Sandbox.AcceptSharingInvitation(GuideBench.Account, GuideBench.French, SandboxCalendarGroup.Peoples));
        Assert.False(bench.Sandbox.AcceptSharingInvitation(GuideBench.Account, GuideBench.French));
        var after = await AcceptanceAsync(tenant);
        Assert.Equal([(CheckStatus.Pass, CheckEvidence.Proven, null), (CheckStatus.Fail, CheckEvidence.Proven, "NotDiscoverable")], after.Select(c => (c.Status, c.Evidence, c.Cause)));
        Assert.Contains("People's Calendars", after[1].Detail, StringComparison.Ordinal);

        async Task<List<Check>> AcceptanceAsync(Tenant of)
        {
            var checks = await Chapter(of).VerifyAsync(default);
            Assert.Equal(Rooms, checks.Where(c => c is { Status: CheckStatus.Pass, Evidence: CheckEvidence.Configured }).Select(c => c.Target));
            return [.. checks.Where(c => c is not { Status: CheckStatus.Pass, Evidence: CheckEvidence.Configured })];
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_invitation_is_sent_when_it_is_wanted_for_a_new_right_and_for_a_raised_one(bool notify)
    {
        using var tenant = await ReadyAsync();
        await FolderAsync(tenant, GuideBench.French, "Reviewer");
        await GuideBench.ApplyAsync(tenant, Chapter(tenant, notify: notify));
        Assert.All(Rooms, room => Assert.Equal(notify, bench.Sandbox.AcceptSharingInvitation(GuideBench.Account, room)));
    }
}
