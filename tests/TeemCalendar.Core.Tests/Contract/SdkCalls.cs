using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.AssignLicense;
using Microsoft.Graph.Users.Item.Events.Item.Cancel;
using Microsoft.Graph.Users.Item.Events.Item.Decline;
using Microsoft.Graph.Users.Item.SendMail;

namespace TeemCalendar.Core.Tests.Contract;

/// <summary>Every call that the module makes of Microsoft Graph, made with the SDK alone. Each looks at what it was answered.</summary>
static class SdkCalls
{
    internal static readonly IReadOnlyDictionary<string, Func<SdkWorld, Task>> All = new Dictionary<string, Func<SdkWorld, Task>>
    {
        ["GET organization"] = async w => Assert.Contains((await w.Graph.Organization.GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "verifiedDomains", "countryLetterCode"]))!.Value!.Single().VerifiedDomains!, d => d.Name == w.Tenant.Facts.Domain),
        ["GET subscribedSkus"] = async w => Assert.Contains((await w.Graph.SubscribedSkus.GetAsync())!.Value!, s => s.SkuPartNumber == "EXCHANGESTANDARD" && s.PrepaidUnits!.Enabled > 0),
        ["GET domains"] = async w => Assert.Equal("Managed", (await w.Graph.Domains.GetAsync())!.Value!.Single(d => d.Id == w.Tenant.Facts.Domain).AuthenticationType),
        ["GET policies/identitySecurityDefaultsEnforcementPolicy"] = async w => Assert.False((await w.Graph.Policies.IdentitySecurityDefaultsEnforcementPolicy.GetAsync())!.IsEnabled),
        ["GET identity/conditionalAccess/policies"] = async w => Assert.Empty((await w.Graph.Identity.ConditionalAccess.Policies.GetAsync())!.Value!),
        ["GET roleManagement/directory/roleEligibilityScheduleInstances"] = async w =>
            Assert.Empty((await w.Graph.RoleManagement.Directory.RoleEligibilityScheduleInstances.GetAsync(r => r.QueryParameters.Filter = $"principalId eq '{w.RoomId}'"))!.Value!),
        ["GET users/*/transitiveMemberOf"] = async w =>
            Assert.Single((await w.Graph.Users[w.Tenant.Facts.Administrator].TransitiveMemberOf.GetAsync())!.Value!.OfType<DirectoryRole>(), r => r.RoleTemplateId == "62e90394-69f5-4237-9190-012177145e10"),
        ["GET servicePrincipals/*/transitiveMemberOf"] = async w =>
            Assert.Single((await w.Graph.ServicePrincipals[w.PrincipalId].TransitiveMemberOf.GetAsync())!.Value!.OfType<DirectoryRole>(), r => r.RoleTemplateId == "29232cdf-9323-42fd-ade2-1d097af3e4de"),
        ["GET users"] = async w => Assert.Single((await w.Graph.Users.GetAsync(r => (r.QueryParameters.Filter, r.QueryParameters.Select) = ($"userPrincipalName eq '{w.Tenant.Facts.Administrator}'", ["id", "userPrincipalName"])))!.Value!),
        ["GET users/*"] = async w => Assert.Equal("Harbour", (await w.Graph.Users[w.RoomId.ToString()].GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "userPrincipalName", "accountEnabled", "assignedPlans", "usageLocation"]))!.DisplayName),
        ["POST users"] = async w => Assert.Equal("Teem", (await UserAsync(w)).DisplayName),
        ["PATCH users/*"] = async w =>
        {
            var user = await UserAsync(w);
            await w.Graph.Users[user.Id].PatchAsync(new User { UsageLocation = "DE" });
            Assert.Equal("DE", (await w.Graph.Users[user.Id].GetAsync(r => r.QueryParameters.Select = ["usageLocation"]))!.UsageLocation);
        },
        ["DELETE users/*"] = async w => await w.Graph.Users[(await UserAsync(w)).Id].DeleteAsync(),
        ["POST users/*/assignLicense"] = async w =>
        {
            var sku = (await w.Graph.SubscribedSkus.GetAsync())!.Value!.First(s => s.SkuPartNumber == "EXCHANGESTANDARD").SkuId;
            var licensed = await w.Graph.Users[(await UserAsync(w)).Id].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [new AssignedLicense { SkuId = sku, DisabledPlans = [] }], RemoveLicenses = [] });
            Assert.Equal("Teem", licensed!.DisplayName);
        },
        ["GET groups"] = async w => Assert.NotEmpty((await GroupAsync(w)).AssignedLicenses!),
        ["GET groups/*/members"] = async w => await MembersAsync(w, await GroupAsync(w)),
        ["POST groups/*/members/$ref"] = async w => Assert.Contains((await JoinedAsync(w)).User.Id, await MembersAsync(w, await GroupAsync(w))),
        ["DELETE groups/*/members/*/$ref"] = async w =>
        {
            var (group, user) = await JoinedAsync(w);
            await w.Graph.Groups[group.Id].Members[user.Id].Ref.DeleteAsync();
            Assert.DoesNotContain(user.Id, await MembersAsync(w, group));
        },
        ["POST users/*/sendMail"] = async w => await w.Graph.Users[w.Tenant.Facts.Administrator].SendMail.PostAsync(new SendMailPostRequestBody
        {
            Message = new Message { Subject = "Summary", Body = new ItemBody { ContentType = BodyType.Text, Content = "x" }, ToRecipients = [new Recipient { EmailAddress = new EmailAddress { Address = w.Tenant.Facts.Administrator } }] },
            SaveToSentItems = true,
        }),
        ["GET users/*/calendar"] = async w => Assert.True((await w.Graph.Users[w.RoomId.ToString()].Calendar.GetAsync())!.IsDefaultCalendar),
        ["GET users/*/calendarGroups"] = async w => Assert.Contains(await GroupsAsync(w), g => g is { Name: "Other Calendars", ClassId: { } other } && other == new Guid("0006f0b8-0000-0000-c000-000000000046")),
        ["GET users/*/calendarGroups/*/calendars"] = async w =>
        {
            var own = await w.Graph.Users[w.RoomId.ToString()].CalendarGroups[(await GroupsAsync(w))[0].Id].Calendars.GetAsync(r => r.QueryParameters.Select = ["id", "name", "owner"]);
            Assert.Equal($"harbour@{w.Tenant.Facts.Domain}", own!.Value!.Single().Owner!.Address);
        },
        ["GET users/*/calendarView/delta"] = async w => Assert.NotEmpty(await DeltaAsync(w)),
        ["GET users/*/calendarView"] = async w => Assert.NotEmpty((await w.Graph.Users[w.RoomId.ToString()].CalendarView.GetAsync(r =>
        {
            r.Headers.Add("Prefer", "outlook.timezone=\"W. Europe Standard Time\"");
            (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = (DateTime.UtcNow.AddDays(-30).ToString("s") + "Z", DateTime.UtcNow.AddDays(150).ToString("s") + "Z");
            (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "start", "end", "showAs", "isCancelled", "isOrganizer"], 500);
        }))!.Value!),
        ["GET users/*/events"] = async w => Assert.All((await w.Graph.Users[w.RoomId.ToString()].Events.GetAsync(r =>
        {
            r.QueryParameters.Filter = "type eq 'seriesMaster'";
            (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "recurrence"], 500);
        }))!.Value!, e => Assert.NotNull(e.Recurrence)),
        ["GET users/*/events/*"] = async w =>
        {
            var seen = (await DeltaAsync(w)).First(e => e.Subject is not null);
            var read = await w.Graph.Users[w.RoomId.ToString()].Events[seen.Id].GetAsync(r => r.Headers.Add("Prefer", "IdType=\"ImmutableId\""));
            Assert.Equal((seen.Id, seen.ICalUId), (read!.Id, read.ICalUId));
        },
        ["POST users/*/events"] = async w => Assert.Equal(FreeBusyStatus.Free, (await ProbeAsync(w)).ShowAs),
        ["POST users/*/events/*/permanentDelete"] = async w => await w.Graph.Users[w.RoomId.ToString()].Events[(await ProbeAsync(w)).Id].PermanentDelete.PostAsync(),
        ["PATCH users/*/events/*"] = async w =>
        {
            var probe = await ProbeAsync(w);
            var changed = await w.Graph.Users[w.RoomId.ToString()].Events[probe.Id].PatchAsync(new Event { Subject = "Renamed", End = new DateTimeTimeZone { DateTime = "2030-01-07T09:10:00", TimeZone = "UTC" } },
                r => r.Headers.Add("If-Match", probe.AdditionalData["@odata.etag"].ToString()!));
            Assert.Equal(("Renamed", "2030-01-07T09:00:00.0000000", "2030-01-07T09:10:00.0000000"), (changed!.Subject, changed.Start!.DateTime, changed.End!.DateTime));
        },
        ["POST users/*/events/*/cancel"] = async w => await w.Graph.Users[w.RoomId.ToString()].Events[(await ProbeAsync(w)).Id].Cancel.PostAsync(new CancelPostRequestBody { Comment = "Another time." }),
        ["POST users/*/events/*/decline"] = async w =>
        {
            var invited = (await DeltaAsync(w)).First(e => e is { Type: EventType.SingleInstance, IsOrganizer: false });
            await w.Graph.Users[w.RoomId.ToString()].Events[invited.Id].Decline.PostAsync(new DeclinePostRequestBody { Comment = "The room is needed.", SendResponse = true });
            Assert.DoesNotContain(await DeltaAsync(w), e => e.Id == invited.Id);
        },
        ["GET subscriptions"] = async w => Assert.Equal((await SubscriptionAsync(w)).Id, (await w.Graph.Subscriptions.GetAsync())!.Value!.Single().Id),
        ["POST subscriptions"] = async w => Assert.True(Guid.TryParse((await SubscriptionAsync(w)).Id, out _)),
        ["PATCH subscriptions/*"] = async w =>
        {
            var until = DateTimeOffset.UtcNow.AddHours(50);
            Assert.Equal(until, (await w.Graph.Subscriptions[(await SubscriptionAsync(w)).Id].PatchAsync(new Subscription { ExpirationDateTime = until }))!.ExpirationDateTime!.Value, TimeSpan.FromSeconds(1));
        },
        ["POST subscriptions/*/reauthorize"] = async w => await w.Graph.Subscriptions[(await SubscriptionAsync(w)).Id].Reauthorize.PostAsync(),
        ["DELETE subscriptions/*"] = async w =>
        {
            await w.Graph.Subscriptions[(await SubscriptionAsync(w)).Id].DeleteAsync();
            Assert.Empty((await w.Graph.Subscriptions.GetAsync())!.Value!);
        },
        ["DELETE users/*/events/*"] = async w => await w.Graph.Users[w.RoomId.ToString()].Events[(await ProbeAsync(w)).Id].DeleteAsync(),
        ["POST $batch"] = async w =>
        {
            var batch = new Microsoft.Graph.BatchRequestContentCollection(w.Graph);
            var step = await batch.AddBatchRequestStepAsync(w.Graph.Users[w.RoomId.ToString()].Calendar.ToGetRequestInformation(r => r.QueryParameters.Select = ["id"]));
            Assert.NotNull((await (await w.Graph.Batch.PostAsync(batch)).GetResponseByIdAsync<Calendar>(step)).Id);
        },
        ["GET applications"] = async w => Assert.Single((await w.Graph.Applications.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{w.Tenant.Facts.ClientId}'"))!.Value!),
        ["POST applications"] = async w => Assert.True((await ApplicationAsync(w)).IsFallbackPublicClient),
        ["GET applications/*"] = async w => Assert.Empty((await w.Graph.Applications[(await ApplicationAsync(w)).Id].GetAsync(r => r.QueryParameters.Select = ["id", "keyCredentials"]))!.KeyCredentials!),
        ["PATCH applications/*"] = async w => await w.Graph.Applications[(await ApplicationAsync(w)).Id].PatchAsync(new Application { KeyCredentials = [] }),
        ["DELETE applications/*"] = async w => await w.Graph.Applications[(await ApplicationAsync(w)).Id].DeleteAsync(),
        ["GET directory/deletedItems/graph.application"] = async w =>
        {
            var application = await ApplicationAsync(w);
            await w.Graph.Applications[application.Id].DeleteAsync();
            Assert.Contains((await w.Graph.Directory.DeletedItems.GraphApplication.GetAsync())!.Value!, a => a.AppId == application.AppId && a.DeletedDateTime is not null);
        },
        ["GET policies/defaultAppManagementPolicy"] = async w => Assert.False((await w.Graph.Policies.DefaultAppManagementPolicy.GetAsync())!.IsEnabled),
        ["GET servicePrincipals"] = async w => Assert.Single((await w.Graph.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{w.Tenant.Facts.ClientId}'"))!.Value!),
        ["POST servicePrincipals"] = async w => Assert.True((await PrincipalAsync(w)).AccountEnabled),
        ["GET servicePrincipals/*"] = async w => Assert.Contains((await w.Graph.ServicePrincipals[w.GraphPrincipalId].GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "appRoles"]))!.AppRoles!, r => r.Value == "Calendars.ReadWrite"),
        ["GET servicePrincipals/*/appRoleAssignments"] = async w => Assert.Contains((await w.Graph.ServicePrincipals[w.PrincipalId].AppRoleAssignments.GetAsync())!.Value!, a => a.ResourceId == Guid.Parse(w.GraphPrincipalId)),
        ["POST servicePrincipals/*/appRoleAssignments"] = async w => Assert.NotNull((await RoleAsync(w)).Id),
        ["DELETE servicePrincipals/*/appRoleAssignments/*"] = async w =>
        {
            var given = await RoleAsync(w);
            await w.Graph.ServicePrincipals[given.PrincipalId.ToString()].AppRoleAssignments[given.Id].DeleteAsync();
            Assert.Empty((await w.Graph.ServicePrincipals[given.PrincipalId.ToString()].AppRoleAssignments.GetAsync())!.Value!);
        },
        ["POST oauth2PermissionGrants"] = async w => Assert.Equal("Mail.Send", (await GrantAsync(w)).Scope),
        ["GET servicePrincipals/*/oauth2PermissionGrants"] = async w =>
        {
            var grant = await GrantAsync(w);
            Assert.Equal(grant.Id, (await w.Graph.ServicePrincipals[grant.ClientId].Oauth2PermissionGrants.GetAsync())!.Value!.Single().Id);
        },
        ["PATCH oauth2PermissionGrants/*"] = async w => await w.Graph.Oauth2PermissionGrants[(await GrantAsync(w)).Id].PatchAsync(new OAuth2PermissionGrant { Scope = "Mail.Send Calendars.ReadWrite.Shared" }),
        ["DELETE oauth2PermissionGrants/*"] = async w => await w.Graph.Oauth2PermissionGrants[(await GrantAsync(w)).Id].DeleteAsync(),
    };

    static async Task<List<CalendarGroup>> GroupsAsync(SdkWorld w) => (await w.Graph.Users[w.RoomId.ToString()].CalendarGroups.GetAsync(r => (r.QueryParameters.Select, r.QueryParameters.Top) = (["id", "name", "classId"], 100)))!.Value!;

    static async Task<User> UserAsync(SdkWorld w) => (await w.Graph.Users.PostAsync(new User
    {
        AccountEnabled = true, DisplayName = "Teem", MailNickname = "teem", UserPrincipalName = $"teem@{w.Tenant.Facts.Domain}", UsageLocation = "GB", PasswordPolicies = "DisablePasswordExpiration",
        PasswordProfile = new PasswordProfile { Password = "Correct-Horse-7", ForceChangePasswordNextSignIn = false },
    }))!;

    /// <summary>A group that gives a licence to whoever is made its member.</summary>
    static async Task<Group> GroupAsync(SdkWorld w) => (await w.Graph.Groups.GetAsync(r => r.QueryParameters.Select = ["id", "displayName", "membershipRule", "assignedLicenses"]))!.Value!.First(g => g.MembershipRule is null);

    static async Task<List<string?>> MembersAsync(SdkWorld w, Group group) => [.. (await w.Graph.Groups[group.Id].Members.GetAsync())!.Value!.Select(m => m.Id)];

    static async Task<(Group Group, User User)> JoinedAsync(SdkWorld w)
    {
        var (group, user) = (await GroupAsync(w), await UserAsync(w));
        await w.Graph.Groups[group.Id].Members.Ref.PostAsync(new ReferenceCreate { OdataId = $"https://graph.microsoft.com/v1.0/directoryObjects/{user.Id}" });
        return (group, user);
    }

    static async Task<AppRoleAssignment> RoleAsync(SdkWorld w)
    {
        var principal = (await PrincipalAsync(w)).Id!;
        var role = (await w.Graph.ServicePrincipals[w.GraphPrincipalId].GetAsync(r => r.QueryParameters.Select = ["appRoles"]))!.AppRoles!.Single(r => r.Value == "Calendars.Read");
        return (await w.Graph.ServicePrincipals[principal].AppRoleAssignments.PostAsync(new AppRoleAssignment { PrincipalId = Guid.Parse(principal), ResourceId = Guid.Parse(w.GraphPrincipalId), AppRoleId = role.Id }))!;
    }

    static async Task<Event> ProbeAsync(SdkWorld w) => (await w.Graph.Users[w.RoomId.ToString()].Events.PostAsync(new Event
    {
        Subject = "Teem calendar check", ShowAs = FreeBusyStatus.Free, Sensitivity = Sensitivity.Private, IsReminderOn = false, Attendees = [], TransactionId = Guid.NewGuid().ToString(),
        Start = new DateTimeTimeZone { DateTime = "2030-01-07T09:00:00", TimeZone = "UTC" }, End = new DateTimeTimeZone { DateTime = "2030-01-07T09:05:00", TimeZone = "UTC" },
    }))!;

    static async Task<Subscription> SubscriptionAsync(SdkWorld w) => (await w.Graph.Subscriptions.PostAsync(new Subscription
    {
        ChangeType = "created,updated,deleted", Resource = $"/users/{w.RoomId}/events", NotificationUrl = SdkWorld.NotificationAddress, LifecycleNotificationUrl = SdkWorld.NotificationAddress, ClientState = "told",
        ExpirationDateTime = DateTimeOffset.UtcNow.AddHours(24),
    }))!;

    internal static async Task<Application> ApplicationAsync(SdkWorld w) =>
        (await w.Graph.Applications.PostAsync(new Application { DisplayName = "Teem", SignInAudience = "AzureADMyOrg", Tags = ["Teem"], Notes = "For a test.", IsFallbackPublicClient = true }))!;

    internal static async Task<ServicePrincipal> PrincipalAsync(SdkWorld w) => (await w.Graph.ServicePrincipals.PostAsync(new ServicePrincipal { AppId = (await ApplicationAsync(w)).AppId }))!;

    static async Task<OAuth2PermissionGrant> GrantAsync(SdkWorld w) => (await w.Graph.Oauth2PermissionGrants.PostAsync(new OAuth2PermissionGrant
    {
        ClientId = (await PrincipalAsync(w)).Id, ConsentType = "Principal", PrincipalId = w.RoomId.ToString(), ResourceId = w.GraphPrincipalId, Scope = "Mail.Send",
    }))!;

    /// <summary>A whole window, by next links, and the empty round after it by the delta link.</summary>
    static async Task<List<Event>> DeltaAsync(SdkWorld w)
    {
        var events = new List<Event>();
        var builder = w.Graph.Users[w.RoomId.ToString()].CalendarView.Delta;
        void Prefer(Microsoft.Kiota.Abstractions.RequestHeaders headers) => headers.Add("Prefer", "odata.maxpagesize=5", "IdType=\"ImmutableId\"", "outlook.timezone=\"UTC\"");
        var page = await builder.GetAsDeltaGetResponseAsync(r =>
        {
            Prefer(r.Headers);
            (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = (DateTime.UtcNow.AddDays(-30).ToString("s") + "Z", DateTime.UtcNow.AddDays(150).ToString("s") + "Z");
        });
        while (true)
        {
            events.AddRange(page!.Value!);
            if (page.OdataNextLink is null) break;
            page = await builder.WithUrl(page.OdataNextLink).GetAsDeltaGetResponseAsync(r => Prefer(r.Headers));
        }
        Assert.Empty((await builder.WithUrl(page.OdataDeltaLink!).GetAsDeltaGetResponseAsync(r => Prefer(r.Headers)))!.Value!);
        return events;
    }
}
