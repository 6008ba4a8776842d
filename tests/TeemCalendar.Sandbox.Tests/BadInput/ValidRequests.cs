using TeemCalendar.Sandbox.Permissions;
using TeemCalendar.Sandbox.Tests.Graph;

namespace TeemCalendar.Sandbox.Tests.BadInput;

/// <summary>One good request of each kind.</summary>
static class ValidRequests
{
    public static readonly string[] Permissions = ["Calendars.ReadWrite", "Mail.Send", "MailboxSettings.ReadWrite", "Policy.Read.All", "AdministrativeUnit.ReadWrite.All"];

    const string Event = """
        {"subject":"Review","body":{"contentType":"html","content":"<p>x</p>"},"start":{"dateTime":"2026-12-01T09:00:00","timeZone":"Europe/Berlin"},"end":{"dateTime":"2026-12-01T10:00:00","timeZone":"UTC"},
        "attendees":[{"emailAddress":{"address":"harbour@contoso.example","name":"Harbour"},"type":"resource"}],"location":{"displayName":"Harbour","locationUri":"harbour@contoso.example"},"showAs":"busy","sensitivity":"private",
        "isReminderOn":true,"reminderMinutesBeforeStart":5,"categories":["Red"],"transactionId":"t","hideAttendees":false,"responseRequested":true,"allowNewTimeProposals":true,"isOnlineMeeting":true,"importance":"high",
        "recurrence":{"pattern":{"type":"weekly","interval":1,"daysOfWeek":["tuesday"],"firstDayOfWeek":"monday"},"range":{"type":"endDate","startDate":"2026-12-01","endDate":"2026-12-31","recurrenceTimeZone":"UTC"}}}
        """;

    const string Monthly = """
        {"subject":"Board","isAllDay":true,"start":{"dateTime":"2026-12-01T00:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-02T00:00:00","timeZone":"UTC"},
        "recurrence":{"pattern":{"type":"relativeYearly","interval":1,"daysOfWeek":["tuesday"],"index":"last","month":12,"dayOfMonth":0},"range":{"type":"numbered","startDate":"2026-12-01","numberOfOccurrences":4}}}
        """;

    public static async Task<List<RawRequest>> OfGraph(GraphWire graph)
    {
        var (room, person) = (graph.AddRoom("harbour"), graph.Person());
        var made = await graph.Post($"/users/{person.OwnerId}/events", Event);
        var single = await graph.Post($"/users/{person.OwnerId}/events", """{"subject":"One","start":{"dateTime":"2026-12-03T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-03T10:00:00","timeZone":"UTC"}}""");
        var application = await graph.Post("/applications", """{"displayName":"x"}""");
        var principal = await graph.Post("/servicePrincipals", $$"""{"appId":"{{application.Json["appId"]}}"}""");
        var (owner, copies) = ($"/v1.0/users/{person.OwnerId}", $"/v1.0/users/{room.OwnerId}");
        const string window = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-02-01T00:00:00Z";
        var occurrence = (string)(await graph.Get($"/users/{person.OwnerId}/events/{made.Id}/instances?{window}")).Rows[1]!["id"]!;
        var copy = (string)(await graph.Get($"/users/{room.OwnerId}/calendarView?{window}")).Rows[0]!["id"]!;
        var delta = (await graph.Get($"/users/{room.OwnerId}/calendarView/delta?{window}", ("Prefer", "odata.maxpagesize=2"))).NextLink!;
        var paged = (await graph.Get("/users?$top=2")).NextLink!;
        return
        [
            new("GET", "/v1.0/users", "$filter=startswith(displayName,'A') and accountEnabled eq true&$select=id,displayName&$top=5&$orderby=displayName"),
            new("GET", "/v1.0/users", new Uri(paged).Query.TrimStart('?')),
            new("GET", "/v1.0/users/$count", Headers: ("ConsistencyLevel", "eventual")),
            new("GET", owner), new("PATCH", owner, Body: """{"usageLocation":"DE","passwordProfile":{"password":"Abcdef12!","forceChangePasswordNextSignIn":false}}"""),
            new("POST", "/v1.0/users", Body: """{"accountEnabled":true,"displayName":"S","mailNickname":"svc","userPrincipalName":"svc@contoso.example","usageLocation":"DE","passwordProfile":{"password":"Abcdef12!"}}"""),
            new("POST", owner + "/assignLicense", Body: """{"addLicenses":[{"skuId":"4b9405b0-7788-4568-add1-99614e613b69","disabledPlans":[]}],"removeLicenses":["6fd2c87f-b296-42f0-b197-1e91e994b900"]}"""),
            new("GET", "/v1.0/subscribedSkus"), new("GET", "/v1.0/organization"), new("GET", "/v1.0/domains"),
            new("POST", "/v1.0/applications", Body: """{"displayName":"y","web":{"redirectUris":["https://a.example"]},"requiredResourceAccess":[{"resourceAppId":"00000003-0000-0000-c000-000000000000","resourceAccess":[{"id":"913b9306-0ce1-42b8-9137-6a7df690a760","type":"Role"}]}]}"""),
            new("PATCH", $"/v1.0/applications/{application.Id}", Body: """{"displayName":"z","tags":["a"],"isFallbackPublicClient":true}"""),
            new("POST", $"/v1.0/applications/{application.Id}/addPassword", Body: """{"passwordCredential":{"displayName":"p","endDateTime":"2027-01-01T00:00:00Z"}}"""),
            new("GET", $"/v1.0/servicePrincipals(appId='{application.Json["appId"]}')"),
            new("POST", "/v1.0/oauth2PermissionGrants", Body: $$"""{"clientId":"{{principal.Id}}","consentType":"AllPrincipals","resourceId":"{{graph.Tenant.State.FindServicePrincipal(PermissionCatalog.Graph)!.Id}}","scope":"User.Read"}"""),
            new("GET", "/v1.0/roleManagement/directory/roleAssignments", $"$filter=principalId eq '{person.OwnerId}'"),
            new("GET", "/v1.0/places/microsoft.graph.room", "$top=5&$filter=capacity ge 4"),
            new("POST", owner + "/events", Body: Event.Replace("\"t\"", "\"u\"", StringComparison.Ordinal)), new("POST", owner + "/calendar/events", Body: Monthly),
            new("GET", owner + "/events", "$top=3&$select=subject,start"), new("GET", $"{owner}/events/{made.Id}", "$expand=exceptionOccurrences"), new("GET", $"{owner}/events/{made.Id}/instances", window),
            new("PATCH", $"{owner}/events/{occurrence}", Body: """{"subject":"Moved","start":{"dateTime":"2026-12-09T09:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-09T10:00:00","timeZone":"UTC"}}"""),
            new("PATCH", $"{owner}/events/{single.Id}", Body: Event.Replace("\"t\"", "\"v\"", StringComparison.Ordinal)),
            new("GET", copies + "/calendarView", window + "&$orderby=start/dateTime", Headers: ("Prefer", "outlook.timezone=\"Tokyo Standard Time\"")),
            new("GET", copies + "/calendarView/delta", window), new("GET", copies + "/calendarView/delta", new Uri(delta).Query.TrimStart('?')),
            new("POST", $"{copies}/events/{copy}/tentativelyAccept", Body: """{"comment":"c","sendResponse":true,"proposedNewTime":{"start":{"dateTime":"2026-12-01T11:00:00","timeZone":"UTC"},"end":{"dateTime":"2026-12-01T12:00:00","timeZone":"UTC"}}}"""),
            new("POST", owner + "/calendar/getSchedule", Body: """{"schedules":["harbour@contoso.example"],"startTime":{"dateTime":"2026-12-01T00:00:00","timeZone":"UTC"},"endTime":{"dateTime":"2026-12-02T00:00:00","timeZone":"UTC"},"availabilityViewInterval":60}"""),
            new("POST", owner + "/sendMail", Body: """{"message":{"subject":"s","body":{"contentType":"Text","content":"c"},"toRecipients":[{"emailAddress":{"address":"a@b.example"}}]},"saveToSentItems":false}"""),
            new("GET", "/v1.0/roleManagement/directory/roleEligibilityScheduleInstances"), new("GET", "/v1.0/identity/conditionalAccess/policies"), new("GET", "/v1.0/directory/deletedItems/microsoft.graph.user"),
            new("POST", "/v1.0/directory/administrativeUnits", Body: """{"displayName":"u","description":"d"}"""), new("GET", "/v1.0/directory/administrativeUnits", "$select=displayName"),
            new("GET", "/v1.0/subscriptions"), new("GET", "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy"),
            new("GET", owner + "/mailboxSettings"), new("GET", owner + "/calendars"),
            new("PATCH", owner + "/mailboxSettings", Body: """{"timeZone":"UTC","language":{"locale":"de-DE"},"workingHours":{"daysOfWeek":["monday"],"startTime":"08:00:00","endTime":"09:00:00","timeZone":{"name":"UTC"}},"automaticRepliesSetting":{"status":"scheduled","scheduledStartDateTime":{"dateTime":"2026-12-01T00:00:00","timeZone":"UTC"},"scheduledEndDateTime":{"dateTime":"2026-12-02T00:00:00","timeZone":"UTC"}}}"""),
            new("GET", copies + "/calendar/calendarPermissions"), new("PATCH", copies + "/calendar/calendarPermissions/RGVmYXVsdA==", Body: """{"role":"read"}"""),
            new("POST", copies + "/calendar/calendarPermissions", Body: $$"""{"emailAddress":{"name":"p","address":"{{person.PrimarySmtpAddress}}"},"isInsideOrganization":true,"isRemovable":true,"role":"write"}"""),
            new("POST", owner + "/translateExchangeIds", Body: $$"""{"inputIds":["{{made.Id}}"],"sourceIdType":"restId","targetIdType":"immutableEntryId"}"""),
            new("POST", "/v1.0/$batch", Body: $$"""{"requests":[{"id":"1","method":"GET","url":"/users?$top=1"},{"id":"2","method":"PATCH","url":"/users/{{person.OwnerId}}","body":{"usageLocation":"FR"},"headers":{"Content-Type":"application/json"},"dependsOn":["1"]}]}"""),
            new("DELETE", $"{owner}/events/{occurrence}"), new("DELETE", $"{owner}/events/{made.Id}"),
        ];
    }

    /// <summary>What only a person may do, here the administrator.</summary>
    public static async Task<List<RawRequest>> OfAdministrator(GraphWire graph)
    {
        var room = graph.AddRoom("harbour");
        var list = new State.RoomList { Guid = Guid.NewGuid(), DisplayName = "Nord", PrimarySmtpAddress = "nord@contoso.example", Members = [room.OwnerId] };
        graph.Tenant.State.RoomLists.Add(list);
        var administrator = graph.Tenant.State.FindUser(graph.Tenant.Facts.Administrator)!.Id;
        graph.Tenant.State.EligibleRoles.Add(new() { Id = Guid.NewGuid(), ScheduleId = Guid.NewGuid(), PrincipalId = administrator, RoleTemplateId = DirectoryRoleCatalog.ExchangeAdministrator, Start = graph.Clock.Now });
        GraphDelegatedTests.SignIn(graph, administrator, AdministratorScopes);
        var building = await graph.Post("/places", """{"@odata.type":"microsoft.graph.building","displayName":"B"}""");
        var subscription = await graph.Post("/subscriptions", Subscription("me/events"));
        await graph.Post("/applications", """{"displayName":"gone"}""");
        var gone = graph.Tenant.State.Applications.Values.Last().Id;
        await graph.Delete($"/applications/{gone}");
        return
        [
            new("POST", "/v1.0/places", Body: $$"""{"@odata.type":"microsoft.graph.room","displayName":"R","parentId":"{{building.Id}}","bookingType":"standard","capacity":4,"tags":["a"],"address":{"city":"x"},"geoCoordinates":{"latitude":1.5,"longitude":2} }"""),
            new("PATCH", "/v1.0/places/harbour@contoso.example", Body: """{"@odata.type":"microsoft.graph.room","nickname":"n","capacity":50,"floorNumber":2,"isWheelChairAccessible":true,"bookingType":"reserved","tags":["b"],"address":{"city":"Hamburg"},"geoCoordinates":{"latitude":53.5,"longitude":9.9}}"""),
            new("PATCH", $"/v1.0/places/{list.Guid}", Body: """{"@odata.type":"microsoft.graph.roomList","displayName":"North","phone":"5"}"""),
            new("GET", "/v1.0/places/nord@contoso.example/microsoft.graph.roomList/rooms"), new("GET", $"/v1.0/places/{building.Id}"), new("DELETE", $"/v1.0/places/{building.Id}"),
            new("POST", "/v1.0/subscriptions", Body: Subscription($"users/{administrator}/events")), new("GET", "/v1.0/subscriptions"), new("PATCH", $"/v1.0/subscriptions/{subscription.Id}", Body: """{"expirationDateTime":"2026-11-24T12:00:00Z"}"""),
            new("POST", $"/v1.0/subscriptions/{subscription.Id}/reauthorize"), new("DELETE", $"/v1.0/subscriptions/{subscription.Id}"),
            new("POST", "/v1.0/roleManagement/directory/roleAssignmentScheduleRequests", Body: $$"""
                {"action":"selfActivate","principalId":"{{administrator}}","roleDefinitionId":"{{DirectoryRoleCatalog.ExchangeAdministrator}}","directoryScopeId":"/","justification":"j","scheduleInfo":{"startDateTime":"2026-11-23T08:00:00Z","expiration":{"type":"afterDuration","duration":"PT1H"} } }
                """),
            new("POST", $"/v1.0/directory/deletedItems/{gone}/restore"), new("GET", "/v1.0/me/calendar/calendarPermissions"), new("GET", "/v1.0/me/events"),
        ];
    }

    public const string AdministratorScopes = "Place.ReadWrite.All Place.Read.All Calendars.ReadWrite.Shared RoleManagement.ReadWrite.Directory User.ReadWrite.All Application.ReadWrite.All Directory.Read.All Policy.Read.All";

    static string Subscription(string resource) =>
        $$"""{"changeType":"created","notificationUrl":"https://receiver.example/hook","lifecycleNotificationUrl":"https://receiver.example/hook","resource":"{{resource}}","clientState":"s","expirationDateTime":"2026-11-24T08:00:00Z","latestSupportedTlsVersion":"v1_2"}""";

    public static List<RawRequest> OfSignIn(SandboxTenant tenant)
    {
        var facts = tenant.Facts;
        const string form = "application/x-www-form-urlencoded";
        var (path, client) = ($"/{facts.TenantId}/oauth2/v2.0", $"client_id={facts.ClientId}");
        return
        [
            new("POST", path + "/token", Body: $"grant_type=client_credentials&{client}&client_secret={facts.ClientSecret}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default", ContentType: form),
            new("POST", path + "/token", Body: $"grant_type=client_credentials&{client}&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default&client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer&client_assertion=eyJhbGciOiJSUzI1NiIsIng1dCI6IkFBIn0.eyJhdWQiOiJ4In0.AA", ContentType: form),
            new("POST", path + "/token", Body: $"grant_type=password&client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e&username={facts.Administrator}&password={facts.AdministratorPassword}&scope=User.Read%20offline_access", ContentType: form),
            new("POST", path + "/token", Body: "grant_type=refresh_token&client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e&refresh_token=x.y.z&scope=User.Read", ContentType: form),
            new("POST", path + "/devicecode", Body: "client_id=14d82eec-204b-4c2f-b7e8-296a70dab67e&scope=User.Read", ContentType: form),
            new("GET", $"/{facts.TenantId}/v2.0/adminconsent", client + "&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"),
            new("POST", $"/{facts.TenantId}/adminconsent", client, $"username={facts.Administrator}&password={facts.AdministratorPassword}&answer=accept", form),
            new("POST", "/common/oauth2/deviceauth", Body: "user_code=ABC&username=x&password=y", ContentType: form),
            new("GET", $"/{facts.TenantId}/v2.0/.well-known/openid-configuration"), new("GET", "/common/userrealm/a@contoso.example", "api-version=1.0"), new("GET", "/common/discovery/instance", "api-version=1.1"),
        ];
    }
}
