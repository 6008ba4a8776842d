using Microsoft.Graph;
using Microsoft.Graph.Models;
using Microsoft.Graph.Models.ODataErrors;
using Microsoft.Graph.Users.Item.AssignLicense;
using Microsoft.Graph.Users.Item.SendMail;
using TeemCalendar.Sandbox.Calendars;
using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.State;
using DeltaResponse = Microsoft.Graph.Users.Item.CalendarView.Delta.DeltaGetResponse;

namespace TeemCalendar.Sandbox.Tests.Graph;

/// <summary>Microsoft's Graph SDK, unmodified, through every kind of call that the module makes.</summary>
public class GraphSdkTests
{
    [Fact]
    public async Task Users_and_licences()
    {
        var graph = await GraphWire.Open();
        var sdk = graph.Sdk();
        var user = await sdk.Users.PostAsync(new()
        {
            AccountEnabled = true, DisplayName = "Teem", MailNickname = "teem", UserPrincipalName = "teem@contoso.example", UsageLocation = "GB", PasswordPolicies = "DisablePasswordExpiration",
            PasswordProfile = new() { Password = "Correct-Horse-7", ForceChangePasswordNextSignIn = false },
        });
        var sku = (await sdk.SubscribedSkus.GetAsync())!.Value!.First(s => s.SkuPartNumber == "EXCHANGESTANDARD");
        await sdk.Users[user!.Id].AssignLicense.PostAsync(new AssignLicensePostRequestBody { AddLicenses = [new() { SkuId = sku.SkuId, DisabledPlans = [] }], RemoveLicenses = [] });
        Assert.Equal(sku.SkuId, (await sdk.Users[user.Id].LicenseDetails.GetAsync())!.Value!.Single().SkuId);
        await sdk.Users[user.Id].PatchAsync(new() { DisplayName = "Teem rooms" });
        var read = await sdk.Users["teem@contoso.example"].GetAsync(r => r.QueryParameters.Select = ["displayName", "accountEnabled", "assignedPlans"]);
        Assert.Equal(("Teem rooms", true, 1), (read!.DisplayName, read.AccountEnabled, read.AssignedPlans!.Count));
        Assert.Single((await sdk.Users.GetAsync(r => r.QueryParameters.Filter = "userPrincipalName eq 'teem@contoso.example'"))!.Value!);
        await sdk.Users[user.Id].DeleteAsync();
        var error = await Assert.ThrowsAsync<ODataError>(() => sdk.Users[user.Id].GetAsync());
        Assert.Equal((404, "Request_ResourceNotFound"), (error.ResponseStatusCode, error.Error!.Code));
        Assert.NotNull(error.Error.InnerError!.RequestId);
    }

    [Fact]
    public async Task Applications_and_consent()
    {
        var graph = await GraphWire.Open();
        var sdk = graph.Sdk();
        var application = await sdk.Applications.PostAsync(new() { DisplayName = "Teem rooms", IsFallbackPublicClient = true, PublicClient = new() { RedirectUris = ["http://localhost"] } });
        var principal = await sdk.ServicePrincipals.PostAsync(new() { AppId = application!.AppId });
        var resource = (await sdk.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{PermissionCatalog.Graph}'"))!.Value!.Single();
        var role = resource.AppRoles!.First(r => r.Value == "Place.Read.All");
        await sdk.ServicePrincipals[resource.Id].AppRoleAssignedTo.PostAsync(new() { PrincipalId = Guid.Parse(principal!.Id!), ResourceId = Guid.Parse(resource.Id!), AppRoleId = role.Id });
        Assert.Equal(role.Id, (await sdk.ServicePrincipals[principal.Id].AppRoleAssignments.GetAsync())!.Value!.Single().AppRoleId);
        await sdk.Oauth2PermissionGrants.PostAsync(new() { ClientId = principal.Id, ConsentType = "AllPrincipals", ResourceId = resource.Id, Scope = "User.Read" });
        Assert.Equal("http://localhost", (await sdk.ApplicationsWithAppId(application.AppId).GetAsync())!.PublicClient!.RedirectUris!.Single());
        var secret = await sdk.Applications[application.Id].AddPassword.PostAsync(new() { PasswordCredential = new() { DisplayName = "x" } });
        Assert.NotNull(secret!.SecretText);
        await sdk.RoleManagement.Directory.RoleAssignments.PostAsync(new() { PrincipalId = principal.Id, RoleDefinitionId = DirectoryRoleCatalog.ExchangeAdministrator.ToString(), DirectoryScopeId = "/" });
        await sdk.Applications[application.Id].DeleteAsync();
        Assert.Empty((await sdk.ServicePrincipals.GetAsync(r => r.QueryParameters.Filter = $"appId eq '{application.AppId}'"))!.Value!);
        Assert.Equal("Contoso", (await sdk.Organization.GetAsync())!.Value!.Single().DisplayName);
        Assert.Contains((await sdk.Domains.GetAsync())!.Value!, d => d.IsInitial == true);
    }

    [Fact]
    public async Task Rooms_and_lists()
    {
        var graph = await GraphWire.Open();
        for (var i = 0; i < 105; i++) graph.AddRoom($"room{i}").Place.Building = "Nord";
        graph.Tenant.State.RoomLists.Add(new() { Guid = Guid.NewGuid(), DisplayName = "Nord", PrimarySmtpAddress = "nord@contoso.example", Members = [.. graph.Tenant.State.Mailboxes.Values.Where(m => m.IsRoom).Take(2).Select(m => m.OwnerId)] });
        var sdk = graph.Sdk();
        var rooms = new List<Room>();
        var first = await sdk.Places.GraphRoom.GetAsync();
        await PageIterator<Room, RoomCollectionResponse>.CreatePageIterator(sdk, first!, room => { rooms.Add(room); return true; }).IterateAsync();
        Assert.Equal((105, "Nord"), (rooms.Count, rooms[0].Building));
        Assert.Equal("nord@contoso.example", (await sdk.Places.GraphRoomList.GetAsync())!.Value!.Single().EmailAddress);
        Assert.Equal(2, (await sdk.Places["nord@contoso.example"].GraphRoomList.Rooms.GetAsync())!.Value!.Count);
    }

    [Fact]
    public async Task A_calendar_by_delta_with_the_page_iterator()
    {
        var graph = await GraphWire.Open(new() { People = 6, MeetingsPerRoom = 60 }, "Calendars.ReadWrite");
        var room = graph.AddRoom("harbour");
        RoomFiller.Fill(graph.Tenant, room);
        var sdk = graph.Sdk();
        var (rows, pages) = (new List<Event>(), 1);
        async Task<string> Read(DeltaResponse first)
        {
            var iterator = PageIterator<Event, DeltaResponse>.CreatePageIterator(sdk, first, row => { rows.Add(row); return true; }, request =>
            {
                pages++;
                request.Headers.Add("Prefer", "odata.maxpagesize=20");
                return request;
            });
            await iterator.IterateAsync();
            return iterator.Deltalink;
        }
        var link = await Read((await sdk.Users[room.OwnerId.ToString()].CalendarView.Delta.GetAsDeltaGetResponseAsync(r =>
        {
            (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = ("2026-11-16T00:00:00Z", "2027-05-20T00:00:00Z");
            r.Headers.Add("Prefer", "odata.maxpagesize=20");
        }))!);
        Assert.True(pages > 2);
        Assert.Contains(rows, e => e.Type == EventType.SeriesMaster && e.Recurrence?.Pattern?.Type is not null && e.Subject is not null);
        Assert.Contains(rows, e => e.Type == EventType.Occurrence && e.Subject is null && e.Start?.DateTime is not null);
        rows.Clear();
        var single = (await sdk.Users[room.OwnerId.ToString()].CalendarView.GetAsync(r => (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime, r.QueryParameters.Top) = ("2026-11-16T00:00:00Z", "2027-05-20T00:00:00Z", 500)))!
            .Value!.First(e => e.Type == EventType.SingleInstance);
        await sdk.Users[room.OwnerId.ToString()].Events[single.Id].DeleteAsync();
        link = await Read((await sdk.Users[room.OwnerId.ToString()].CalendarView.Delta.WithUrl(link).GetAsDeltaGetResponseAsync())!);
        Assert.Equal(single.Id, rows.Single().Id);
        Assert.True(rows.Single().AdditionalData.ContainsKey("@removed"));

        graph.Tenant.ForgetDeltaState(room.PrimarySmtpAddress);
        var error = await Assert.ThrowsAsync<ODataError>(() => sdk.Users[room.OwnerId.ToString()].CalendarView.Delta.WithUrl(link).GetAsDeltaGetResponseAsync());
        Assert.Equal((410, "SyncStateNotFound"), (error.ResponseStatusCode, error.Error!.Code));
    }

    [Fact]
    public async Task Events_are_made_changed_answered_and_cancelled()
    {
        var graph = await GraphWire.Open(null, "Calendars.ReadWrite", "Mail.Send");
        var (room, person) = (graph.AddRoom("harbour"), graph.Person());
        var sdk = graph.Sdk();
        var organizer = sdk.Users[person.OwnerId.ToString()];
        var made = await organizer.Events.PostAsync(new()
        {
            Subject = "Review", TransactionId = Guid.NewGuid().ToString(), Start = new() { DateTime = "2026-11-24T09:00:00", TimeZone = "Europe/Paris" }, End = new() { DateTime = "2026-11-24T10:00:00", TimeZone = "Europe/Paris" },
            Attendees = [new() { Type = AttendeeType.Resource, EmailAddress = new() { Address = room.PrimarySmtpAddress } }],
            Recurrence = new()
            {
                Pattern = new() { Type = RecurrencePatternType.Weekly, Interval = 1, DaysOfWeek = [DayOfWeekObject.Tuesday] },
                Range = new() { Type = RecurrenceRangeType.EndDate, StartDate = new(2026, 11, 24), EndDate = new(2026, 12, 31) },
            },
        });
        var view = (await sdk.Users[room.OwnerId.ToString()].CalendarView.GetAsync(r => (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = ("2026-11-01T00:00:00Z", "2027-02-01T00:00:00Z")))!.Value!;
        Assert.Equal(6, view.Count);
        await organizer.Events[made!.Id].PatchAsync(new() { Subject = "Renamed" });
        await sdk.Users[room.OwnerId.ToString()].Events[view[2].Id].Decline.PostAsync(new() { SendResponse = true, Comment = "closed" });
        var instances = (await organizer.Events[made.Id].Instances.GetAsync(r => (r.QueryParameters.StartDateTime, r.QueryParameters.EndDateTime) = ("2026-11-01T00:00:00Z", "2027-02-01T00:00:00Z")))!.Value!;
        Assert.Contains(instances, i => i.Attendees!.Single().Status!.Response == ResponseType.Declined);
        await organizer.Events[made.Id].Cancel.PostAsync(new() { Comment = "over" });
        Assert.Empty((await organizer.Events.GetAsync())!.Value!);
        await organizer.SendMail.PostAsync(new SendMailPostRequestBody
        {
            SaveToSentItems = false,
            Message = new() { Subject = "Summary", Body = new() { ContentType = BodyType.Text, Content = "ok" }, ToRecipients = [new() { EmailAddress = new() { Address = "it@contoso.example" } }] },
        });
        Assert.Equal(1, graph.Tenant.Counters.MailsSent);
    }

    [Fact]
    public async Task A_collection_of_batches()
    {
        var graph = await GraphWire.Open(null, "Calendars.Read");
        var room = graph.AddRoom("harbour");
        var sdk = graph.Sdk();
        var batch = new BatchRequestContentCollection(sdk);
        var ids = new List<string>();
        for (var i = 0; i < 45; i++)
            ids.Add(await batch.AddBatchRequestStepAsync(i == 7 ? sdk.Users["nobody@contoso.example"].ToGetRequestInformation() : sdk.Users[room.OwnerId.ToString()].Calendar.ToGetRequestInformation()));
        var responses = await sdk.Batch.PostAsync(batch);
        var status = await responses.GetResponsesStatusCodesAsync();
        Assert.Equal(44, status.Values.Count(s => s == System.Net.HttpStatusCode.OK));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, status[ids[7]]);
        Assert.Equal("Calendar", (await responses.GetResponseByIdAsync<Microsoft.Graph.Models.Calendar>(ids[0])).Name);
    }
}
