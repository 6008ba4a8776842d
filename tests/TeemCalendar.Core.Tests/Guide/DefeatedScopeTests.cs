using TeemCalendar.Core.Guide;

namespace TeemCalendar.Core.Tests.Guide;

/// <summary>What lets an application reach further than its scope is found and named.</summary>
public sealed class DefeatedScopeTests
{
    const string Exchange = "00000002-0000-0ff1-ce00-000000000000";

    /// <summary>Each thing that defeats a scope: how it comes about, what it is called, and what names it.</summary>
    static readonly Dictionary<string, (Func<AccessWorld, Task> Add, string Cause, string Names)> Defeats = new()
    {
        ["consent to read"] = (w => w.ConsentAsync("Calendars.Read"), "TenantWideConsent", ": Calendars.Read, which"),
        ["consent to write"] = (w => w.ConsentAsync("Calendars.ReadWrite"), "TenantWideConsent", ": Calendars.ReadWrite, which"),
        ["consent to basics"] = (w => w.ConsentAsync("Calendars.ReadBasic.All"), "TenantWideConsent", ": Calendars.ReadBasic.All, which"),
        ["consent to EWS"] = (w => w.ConsentAsync("full_access_as_app", resource: Exchange), "TenantWideConsent", ": full_access_as_app, which"),
        ["full access"] = (w => AssignAsync(w, "Application Exchange Full Access"), "UnscopedAssignment", "Application Exchange Full Access on every mailbox"),
        ["EWS by role"] = (w => AssignAsync(w, "Application EWS.AccessAsApp"), "UnscopedAssignment", "Application EWS.AccessAsApp on every mailbox"),
        ["items of mailboxes"] = (w => AssignAsync(w, "Application MailboxItem.Read"), "UnscopedAssignment", "Application MailboxItem.Read on every mailbox"),
        ["another role"] = (w => AssignAsync(w, "Application Calendars.Read"), "UnscopedAssignment", "Application Calendars.Read on every mailbox"),
        ["the role again, everywhere"] = (w => AssignAsync(w, Impersonation.CalendarRole), "UnscopedAssignment", "Calendars.ReadWrite on every mailbox ('Somebody's')"),
        ["the role again, on a wider scope"] = (w => AssignAsync(w, Impersonation.CalendarRole, ("CustomResourceScope", "Wider")), "SecondAssignment", "Calendars.ReadWrite on 'Wider'"),
        ["the role again, on a unit"] = (w => AssignAsync(w, Impersonation.CalendarRole, ("RecipientAdministrativeUnitScope", AccessWorld.Unit)), "SecondAssignment", $"the administrative unit '{AccessWorld.Unit}'"),
        ["the role again, on a group"] = (w => AssignAsync(w, Impersonation.CalendarRole, ("RecipientGroupScope", AccessWorld.Group)), "SecondAssignment", "the members of 'Organizers'"),
    };

    public static TheoryData<string> Kinds => [.. Defeats.Keys];

    static async Task AssignAsync(AccessWorld world, string role, params (string, object?)[] scope) =>
        await world.InvokeAsync("New-ManagementRoleAssignment", [("Name", "Somebody's"), ("Role", role), ("App", (await world.PrincipalAsync()).ToString()), .. scope]);

    static async Task<AccessWorld> GrantedAsync()
    {
        var world = await AccessWorld.MakeAsync();
        await world.InvokeAsync("New-ManagementScope", ("Name", "Wider"), ("RecipientRestrictionFilter", "Alias -like '*'"));
        await world.ApplyAsync(new Impersonation(world.Tenant, AccessWorld.Application, []));
        return world;
    }

    static async Task<List<Check>> FailuresAsync(AccessWorld world, string? outsider = null) =>
        [.. (await new Impersonation(world.Tenant, AccessWorld.Application, world.Rooms, outsider).VerifyAsync(default)).Where(c => c.Status == CheckStatus.Fail)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Each_is_named_and_nothing_else_fails(string kind)
    {
        using var world = await GrantedAsync();
        Assert.Empty(await FailuresAsync(world, world.Organizers[0]));

        await Defeats[kind].Add(world);
        var named = Assert.Single(await FailuresAsync(world));
        Assert.Equal((AccessWorld.Application, Defeats[kind].Cause), (named.Target, named.Cause));
        Assert.Contains(Defeats[kind].Names, named.Detail, StringComparison.Ordinal);
        Assert.NotNull(named.Remedy);
    }

    [Theory]
    [InlineData("consent to write", "TenantWideConsent")]
    [InlineData("the role again, everywhere", "SecondAssignment")]
    public async Task And_shown_to_be_so_the_persons_calendar_opens(string kind, string cause)
    {
        using var world = await GrantedAsync();
        await Defeats[kind].Add(world);
        var shown = (await FailuresAsync(world, world.Organizers[0])).Single(c => c.Target == world.Organizers[0]);
        Assert.Equal((CheckEvidence.Proven, cause), (shown.Evidence, shown.Cause));
    }
}
